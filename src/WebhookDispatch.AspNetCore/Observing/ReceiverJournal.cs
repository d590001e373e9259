using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Telemetry;

namespace WebhookDispatch.AspNetCore.Observing;

/// <summary>Tells logs, metrics and observers what became of requests. Of one that is not verified it repeats nothing: a stranger wrote it.</summary>
internal sealed partial class ReceiverJournal(string receiver, ReceiverMetrics metrics, ReceiverNotifier notifier, ILogger logger)
{
    /// <summary>The reason of an event that its handler will not take: that is no fault of the receiver, and no retry changes it.</summary>
    public const string RefusedByHandler = "refused_by_handler";

    public void Received() => metrics.Received();

    public void Verified() => metrics.Verified();

    public void Rejected(int status, string reason)
    {
        metrics.Rejected(reason);
        Log.Rejected(logger, receiver, status, reason);
        if (notifier.HasObservers)
        {
            notifier.Notify((receiver, status, reason), static (observer, told) => observer.OnRejected(told.receiver, told.status, told.reason));
        }
    }

    public void Faulted(Exception exception)
    {
        metrics.Rejected("fault");
        Log.Faulted(logger, receiver, exception);
        if (notifier.HasObservers)
        {
            notifier.Notify(receiver, static (observer, receiver) => observer.OnRejected(receiver, StatusCodes.Status500InternalServerError, "fault"));
        }
    }

    public void Unhandled(ReceivedWebhook webhook)
    {
        metrics.Unhandled();
        Log.Unhandled(logger, receiver, webhook.Id, webhook.Type);
        if (notifier.HasObservers)
        {
            notifier.Notify(Receipt(webhook), static (observer, receipt) => observer.OnUnhandled(receipt));
        }
    }

    public void Duplicate(ReceivedWebhook webhook)
    {
        metrics.Duplicate();
        Log.Duplicate(logger, receiver, webhook.Id, webhook.Type);
        if (notifier.HasObservers)
        {
            notifier.Notify(Receipt(webhook), static (observer, receipt) => observer.OnDuplicate(receipt));
        }
    }

    public void Clash(ReceivedWebhook webhook)
    {
        metrics.Rejected("clash");
        Log.Clash(logger, receiver, webhook.Id, webhook.Type);
        if (notifier.HasObservers)
        {
            notifier.Notify(receiver, static (observer, receiver) => observer.OnRejected(receiver, StatusCodes.Status409Conflict, "clash"));
        }
    }

    public void Stored(ReceivedWebhook webhook, TimeSpan duration) =>
        Log.Stored(logger, receiver, webhook.Id, webhook.Type, duration.TotalMilliseconds);

    public void NotStored(ReceivedWebhook webhook, Exception exception)
    {
        metrics.Rejected("not_stored");
        Log.NotStored(logger, receiver, webhook.Id, webhook.Type, exception);
        if (notifier.HasObservers)
        {
            notifier.Notify((Receipt(webhook), exception), static (observer, told) => observer.OnFailed(told.Item1, "not_stored", told.exception));
        }
    }

    public void Processed(ReceivedWebhook webhook, TimeSpan duration)
    {
        metrics.Processed(duration);
        Log.Processed(logger, receiver, webhook.Id, webhook.Type, duration.TotalMilliseconds);
        if (notifier.HasObservers)
        {
            notifier.Notify((Receipt(webhook), duration), static (observer, told) => observer.OnProcessed(told.Item1, told.duration));
        }
    }

    public void Failed(ReceivedWebhook webhook, string reason, TimeSpan duration, Exception? exception = null)
    {
        metrics.Failed(reason, duration);
        if (reason == RefusedByHandler)
        {
            Log.Refused(logger, receiver, webhook.Id, webhook.Type, duration.TotalMilliseconds);
        }
        else
        {
            Log.Failed(logger, receiver, webhook.Id, webhook.Type, reason, duration.TotalMilliseconds, exception);
        }

        if (notifier.HasObservers)
        {
            notifier.Notify((Receipt(webhook), reason, exception), static (observer, told) => observer.OnFailed(told.Item1, told.reason, told.exception));
        }
    }

    public void AnsweredElsewhere(int begun, int meant) => Log.AnsweredElsewhere(logger, receiver, begun, meant);

    public void EndedLate(ReceivedWebhook webhook, Exception? exception) => Log.EndedLate(logger, receiver, webhook.Id, webhook.Type, exception);

    private static WebhookReceipt Receipt(ReceivedWebhook webhook) => new(webhook.Receiver, webhook.Source, webhook.Id, webhook.Type, webhook.Timestamp);

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Warning, "Receiver {Receiver} refused a request with {Status}: {Reason}.")]
        internal static partial void Rejected(ILogger logger, string receiver, int status, string reason);

        [LoggerMessage(4002, LogLevel.Information, "Receiver {Receiver} has no handler for event {EventId} ({EventType}) and acknowledged it. Add On or OnOther to take it.")]
        internal static partial void Unhandled(ILogger logger, string receiver, string eventId, string? eventType);

        [LoggerMessage(4003, LogLevel.Debug, "Receiver {Receiver} got event {EventId} ({EventType}) again and acknowledged it.")]
        internal static partial void Duplicate(ILogger logger, string receiver, string eventId, string? eventType);

        [LoggerMessage(4004, LogLevel.Warning, "Receiver {Receiver} refused event {EventId} ({EventType}): the id was received before with another body.")]
        internal static partial void Clash(ILogger logger, string receiver, string eventId, string? eventType);

        [LoggerMessage(4005, LogLevel.Debug, "Receiver {Receiver} handled event {EventId} ({EventType}) in {Milliseconds:F1} ms.")]
        internal static partial void Processed(ILogger logger, string receiver, string eventId, string? eventType, double milliseconds);

        [LoggerMessage(4006, LogLevel.Error, "Receiver {Receiver} could not handle event {EventId} ({EventType}): {Reason} after {Milliseconds:F1} ms. The sender is asked to try again.")]
        internal static partial void Failed(ILogger logger, string receiver, string eventId, string? eventType, string reason, double milliseconds, Exception? exception);

        [LoggerMessage(4011, LogLevel.Warning, "The handler of receiver {Receiver} refused event {EventId} ({EventType}) after {Milliseconds:F1} ms. The sender is answered 400.")]
        internal static partial void Refused(ILogger logger, string receiver, string eventId, string? eventType, double milliseconds);

        [LoggerMessage(4012, LogLevel.Error, "Receiver {Receiver} could not answer {Meant}: a handler or a filter had begun to answer {Begun}. Leave the answer to the receiver; a handler returns a WebhookResult.")]
        internal static partial void AnsweredElsewhere(ILogger logger, string receiver, int begun, int meant);

        [LoggerMessage(4007, LogLevel.Error, "Receiver {Receiver} could not judge a request, because code of the application threw: where secrets, source, id or type are read, an attribute that validates, or what reads the body before the receiver. It is answered 500.")]
        internal static partial void Faulted(ILogger logger, string receiver, Exception exception);

        [LoggerMessage(4009, LogLevel.Debug, "Receiver {Receiver} stored event {EventId} ({EventType}) in {Milliseconds:F1} ms.")]
        internal static partial void Stored(ILogger logger, string receiver, string eventId, string? eventType, double milliseconds);

        [LoggerMessage(4010, LogLevel.Error, "Receiver {Receiver} could not store event {EventId} ({EventType}). The sender is asked to try again.")]
        internal static partial void NotStored(ILogger logger, string receiver, string eventId, string? eventType, Exception exception);

        [LoggerMessage(4008, LogLevel.Warning, "The handler of event {EventId} ({EventType}) at receiver {Receiver} ended after its time was over.")]
        internal static partial void EndedLate(ILogger logger, string receiver, string eventId, string? eventType, Exception? exception);
    }
}
