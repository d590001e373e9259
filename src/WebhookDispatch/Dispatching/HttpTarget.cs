using WebhookDispatch.Attempts;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Sending;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>An endpoint that is sent to over HTTP.</summary>
internal sealed class HttpTarget(ActiveEndpoint endpoint, AttemptSender attempts) : DeliveryTarget(endpoint.Schedule, endpoint.Circuit)
{
    internal override ValueTask<DeliveryAttempt> AttemptAsync(LeasedDelivery delivery, CancellationToken cutOff) =>
        attempts.SendAsync(endpoint.Prepared, delivery.Event, delivery.Attempts + 1, cutOff);
}
