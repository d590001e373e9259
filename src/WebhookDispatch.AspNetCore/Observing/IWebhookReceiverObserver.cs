namespace WebhookDispatch.AspNetCore.Observing;

/// <summary>
/// Is told what happens to received webhooks, for alerts and dashboards of your own. Implement what you need and register it as a singleton
/// of this interface. A sender neither waits for an observer nor gets another answer by one: what it throws is logged.
/// </summary>
public interface IWebhookReceiverObserver
{
    /// <summary>A request was refused before any handler ran, or could not be judged (500).</summary>
    /// <param name="receiver">The receiver it came to.</param>
    /// <param name="status">What it was answered.</param>
    /// <param name="reason">Why, in one word, such as <c>signature_mismatch</c>; the sender was not told.</param>
    ValueTask OnRejected(string receiver, int status, string reason) => ValueTask.CompletedTask;

    /// <summary>A handler has taken an event.</summary>
    /// <param name="receipt">The event.</param>
    /// <param name="duration">How long the handler took.</param>
    ValueTask OnProcessed(WebhookReceipt receipt, TimeSpan duration) => ValueTask.CompletedTask;

    /// <summary>A handler has failed, or asked the sender to come back.</summary>
    /// <param name="receipt">The event.</param>
    /// <param name="reason">Why, in one word: <c>threw</c>, <c>cancelled</c>, <c>timeout</c>, <c>retry_later</c>, <c>refused_by_handler</c> or <c>not_stored</c>.</param>
    /// <param name="exception">What it threw, if it threw.</param>
    ValueTask OnFailed(WebhookReceipt receipt, string reason, Exception? exception) => ValueTask.CompletedTask;

    /// <summary>An event came again and had no further effect. Only an inbox notices.</summary>
    /// <param name="receipt">The event.</param>
    ValueTask OnDuplicate(WebhookReceipt receipt) => ValueTask.CompletedTask;

    /// <summary>An event was acknowledged that no handler takes.</summary>
    /// <param name="receipt">The event.</param>
    ValueTask OnUnhandled(WebhookReceipt receipt) => ValueTask.CompletedTask;
}
