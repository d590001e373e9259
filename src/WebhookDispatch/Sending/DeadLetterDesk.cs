using Microsoft.Extensions.Logging;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Sending;

/// <summary>Buries what is given up, and tells of it.</summary>
internal sealed partial class DeadLetterDesk(
    IDeadLetterStore store, ObserverNotifier observers, WebhookDispatchMetrics metrics, TimeProvider timeProvider, ILogger<DeadLetterDesk> logger)
{
    /// <returns>The dead letter's id, or <see langword="null"/> when the store did not keep it.</returns>
    internal ValueTask<string?> BuryAsync(
        string endpointId, WebhookEvent webhookEvent, DeadLetterReason reason, IReadOnlyList<DeliveryAttempt> attempts)
    {
        var now = timeProvider.GetUtcNow();
        return BuryAsync(
            new DeadLetter
            {
                Id = TimeOrderedId.Create("dlq_", now),
                Event = webhookEvent,
                EndpointId = endpointId,
                Reason = reason,
                DeadSince = now,
                Attempts = attempts,
            });
    }

    internal async ValueTask<string?> BuryAsync(DeadLetter deadLetter)
    {
        var stored = false;
        try
        {
            // A caller that stops waiting now must not cost the only record of the event.
            await store.StoreAsync(deadLetter, CancellationToken.None).ConfigureAwait(false);
            stored = true;
            Log.DeadLettered(logger, deadLetter.Event.Id, deadLetter.Event.Type, deadLetter.EndpointId, deadLetter.Reason, deadLetter.Attempts.Count, deadLetter.Id);
        }
        catch (Exception exception)
        {
            Log.NotStored(logger, deadLetter.Event.Id, deadLetter.Event.Type, deadLetter.EndpointId, deadLetter.Reason, exception);
        }

        metrics.DeadLettered(DeliveryWords.Of(deadLetter.Reason));
        observers.Notify(deadLetter, static (observer, told) => observer.OnDeadLettered(told));
        return stored ? deadLetter.Id : null;
    }

    private static partial class Log
    {
        [LoggerMessage(1401, LogLevel.Warning, "Event {EventId} ({EventType}) to endpoint {EndpointId} was given up: {Reason}; attempts: {Attempts}. Replay it as {DeadLetterId}.")]
        internal static partial void DeadLettered(
            ILogger logger, string eventId, string eventType, string endpointId, DeadLetterReason reason, int attempts, string deadLetterId);

        [LoggerMessage(1402, LogLevel.Error, "The dead-letter store refused event {EventId} ({EventType}) to endpoint {EndpointId}, given up for {Reason}. It is not stored.")]
        internal static partial void NotStored(
            ILogger logger, string eventId, string eventType, string endpointId, DeadLetterReason reason, Exception exception);
    }
}
