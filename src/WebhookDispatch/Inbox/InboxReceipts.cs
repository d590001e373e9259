using Microsoft.Extensions.Logging;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Inbox;

/// <summary>Words what senders are told, and tells metrics and log of copies, clashes and a store that failed.</summary>
internal sealed partial class InboxReceipts(InboxOptions options, InboxMetrics metrics, ILogger<InboxReceipts> logger)
{
    internal static bool IsSame(WebhookEvent one, WebhookEvent other) =>
        one.Body.Span.SequenceEqual(other.Body.Span) && string.Equals(one.Type, other.Type, StringComparison.Ordinal);

    /// <summary>What came of a run whose end is stored.</summary>
    internal InboxReceipt Of(Settlement settlement) => settlement switch
    {
        { Kind: SettlementKind.Delivered } => new InboxReceipt(InboxOutcome.Processed),
        { Kind: SettlementKind.Release } => Later(InboxOutcome.Busy),
        { Attempt: { StatusCode: HandlerTarget.RefusedStatus } refused } => new InboxReceipt(InboxOutcome.Refused, Detail: refused.ResponseExcerpt),
        { Attempt: { StatusCode: HandlerTarget.RetryLaterStatus } later } => new InboxReceipt(InboxOutcome.RetryLater, later.RetryAfter ?? options.RetryAfter),
        _ => new InboxReceipt(InboxOutcome.Failed),
    };

    internal InboxReceipt Later(InboxOutcome outcome) => new(outcome, options.RetryAfter);

    internal InboxReceipt Copy(InboxReceipt receipt)
    {
        metrics.Copy(receipt.Outcome);
        return receipt;
    }

    internal InboxReceipt Clash(string receiver, WebhookEvent copy)
    {
        Log.Clash(logger, copy.Id, copy.Type, receiver);
        return Copy(new InboxReceipt(InboxOutcome.Clash));
    }

    internal InboxReceipt NotStored(HandlerTarget receiver, WebhookEvent webhookEvent, StoreUnavailableException exception)
    {
        Log.StoreFailed(logger, webhookEvent.Id, receiver.Receiver.Name, exception);
        return Later(InboxOutcome.Busy);
    }

    private static partial class Log
    {
        [LoggerMessage(2305, LogLevel.Warning, "Event {EventId} ({EventType}) at receiver {Receiver} was refused: its id is taken by an event with another body or type.")]
        internal static partial void Clash(ILogger logger, string eventId, string eventType, string receiver);

        [LoggerMessage(2306, LogLevel.Error, "Event {EventId} at receiver {Receiver} could not be stored; its sender is told to try again.")]
        internal static partial void StoreFailed(ILogger logger, string eventId, string receiver, Exception exception);
    }
}
