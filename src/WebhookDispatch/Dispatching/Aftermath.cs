using WebhookDispatch.Directory;
using WebhookDispatch.Maintenance;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>What follows an attempt: the store is told, and the endpoint is left alone or disabled if it must be.</summary>
internal sealed class Aftermath(SettlementWriter writer, RunnerPool pool, EndpointDirectory directory, EndpointDisabler disabler, Action endpointsChanged)
{
    /// <param name="delivery">The delivery.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="seen">The endpoints as they were before the attempt.</param>
    internal async ValueTask FollowAsync(LeasedDelivery delivery, DeliveryOutcome outcome, EndpointSnapshot seen)
    {
        await writer.WriteAsync(outcome.Settlement).ConfigureAwait(false);
        if (outcome.ParkFor > TimeSpan.Zero)
        {
            await ReleaseAsync(pool.Park(delivery.EndpointId, outcome.ParkFor)).ConfigureAwait(false);
            if (!ReferenceEquals(seen, directory.Snapshot))
            {
                // It was parked for what it was; the change that ends parkings has come before.
                endpointsChanged();
            }
        }

        if (outcome.DisableFor is { } reason)
        {
            await disabler.DisableAsync(delivery.EndpointId, reason).ConfigureAwait(false);
        }
    }

    /// <summary>Hands deliveries back unspent.</summary>
    internal async ValueTask ReleaseAsync(IReadOnlyList<LeasedDelivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            await writer.WriteAsync(new Settlement(delivery, SettlementKind.Release)).ConfigureAwait(false);
        }
    }
}
