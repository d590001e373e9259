using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;

namespace WebhookDispatch.Observing;

/// <summary>
/// Is told what happens to deliveries, for alerts and dashboards of your own. Implement what you need and register it with
/// <c>AddObserver</c>. Each is told in order, one thing after the other, on a thread of the pool. No delivery changes by an observer:
/// what it throws is logged, and one that blocks holds up itself alone. <c>SendAsync</c> returns when observers have been told, or
/// after 100 milliseconds. Of one that is 16,384 notices behind, what follows until it has caught up is lost, and the log says so.
/// </summary>
public interface IWebhookObserver
{
    /// <summary>An attempt has ended.</summary>
    /// <param name="endpointId">The endpoint it went to.</param>
    /// <param name="webhookEvent">The event it carried.</param>
    /// <param name="attempt">What came of it.</param>
    ValueTask OnAttempt(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => ValueTask.CompletedTask;

    /// <summary>A receiver has accepted a delivery.</summary>
    /// <param name="endpointId">The endpoint it went to.</param>
    /// <param name="webhookEvent">The event it carried.</param>
    /// <param name="attempt">The attempt that succeeded.</param>
    ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => ValueTask.CompletedTask;

    /// <summary>A delivery was given up.</summary>
    /// <param name="deadLetter">What the dead-letter store was given.</param>
    ValueTask OnDeadLettered(DeadLetter deadLetter) => ValueTask.CompletedTask;

    /// <summary>An endpoint's circuit opened: it is left alone.</summary>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="breakDuration">How long until one attempt may probe it.</param>
    ValueTask OnCircuitOpened(string endpointId, TimeSpan breakDuration) => ValueTask.CompletedTask;

    /// <summary>An endpoint's circuit closed: a probe was answered.</summary>
    /// <param name="endpointId">The endpoint.</param>
    ValueTask OnCircuitClosed(string endpointId) => ValueTask.CompletedTask;
}
