using System.Globalization;
using Microsoft.Extensions.Logging;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Maintenance;
using WebhookDispatch.Observing;
using WebhookDispatch.Stores;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Dispatching;

/// <summary>Tells metrics, logs and observers what becomes of dispatched deliveries.</summary>
internal sealed partial class DispatchAnnouncer(
    WebhookDispatchMetrics metrics, EndpointHealth health, ObserverNotifier observers, TimeProvider timeProvider, ILogger<DispatchAnnouncer> logger)
{
    internal void Attempted(LeasedDelivery delivery, DeliveryAttempt attempt)
    {
        if (!attempt.Succeeded)
        {
            health.Failed(delivery);
        }

        if (observers.HasObservers)
        {
            observers.Notify((delivery, attempt), static (observer, told) => observer.OnAttempt(told.delivery.EndpointId, told.delivery.Event, told.attempt));
        }
    }

    internal void Delivered(LeasedDelivery delivery, DeliveryAttempt attempt)
    {
        health.Succeeded(delivery.EndpointId);
        metrics.Delivered();
        if (observers.HasObservers)
        {
            observers.Notify((delivery, attempt), static (observer, told) => observer.OnDelivered(told.delivery.EndpointId, told.delivery.Event, told.attempt));
        }
    }

    internal void Died(LeasedDelivery delivery, DeliveryAttempt? attempt, string reason)
    {
        metrics.DeadLettered(reason);
        Log.Dead(logger, delivery.DeliveryId, delivery.Event.Id, delivery.Event.Type, delivery.EndpointId, reason, delivery.Attempts + (attempt is null ? 0 : 1));
        if (observers.HasObservers)
        {
            var deadLetter = new DeadLetter
            {
                Id = delivery.DeliveryId.ToString(CultureInfo.InvariantCulture),
                Event = delivery.Event,
                EndpointId = delivery.EndpointId,
                Reason = DeliveryWords.ToReason(reason),
                DeadSince = timeProvider.GetUtcNow(),
                Attempts = attempt is null ? [] : [attempt],
                Replays = delivery.Epoch,
            };
            observers.Notify(deadLetter, static (observer, told) => observer.OnDeadLettered(told));
        }
    }

    internal void Blocked(LeasedDelivery delivery, DeliveryAttempt? attempt) =>
        Log.Blocked(
            logger, delivery.DeliveryId, delivery.Event.Id, delivery.Event.Type, delivery.EndpointId, delivery.Attempts + (attempt is null ? 0 : 1));

    private static partial class Log
    {
        [LoggerMessage(1802, LogLevel.Error, "Delivery {DeliveryId} of event {EventId} ({EventType}) blocks endpoint {EndpointId}, whose events go in order; failed attempts: {Attempts}. Mend the receiver and enable the endpoint, or cancel the delivery first.")]
        internal static partial void Blocked(ILogger logger, long deliveryId, string eventId, string eventType, string endpointId, int attempts);

        [LoggerMessage(1801, LogLevel.Warning, "Delivery {DeliveryId} of event {EventId} ({EventType}) to endpoint {EndpointId} is dead: {Reason}; attempts: {Attempts}. It can be replayed.")]
        internal static partial void Dead(
            ILogger logger, long deliveryId, string eventId, string eventType, string endpointId, string reason, int attempts);
    }
}
