using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>Hands deliveries to a caller.</summary>
internal static class Leases
{
    /// <summary>The row as it is while held until <paramref name="until"/>.</summary>
    internal static QueueRow Hold(WriteSession session, in QueueRow row, long until)
    {
        session.Ledger.LeasedUntil = Math.Max(session.Ledger.LeasedUntil, until);
        return row with { DueAt = until, Claims = row.Claims + 1, LeaseToken = session.Ledger.TakeToken() };
    }

    internal static LeasedDelivery Describe(WriteSession session, in QueueRow held, StoredEvent stored) => new()
    {
        DeliveryId = held.Delivery,
        EndpointId = session.Endpoints.IdOf(held.Endpoint),
        Event = stored.Event,
        Tenant = stored.Tenant,
        Attempts = held.Attempts,
        Claims = held.Claims,
        Epoch = held.Epoch,
        LeaseToken = held.LeaseToken!.Value,

        // A replay lifts the expiry, of its own delivery alone.
        Expired = held.Epoch == 0 && stored.ExpiresAt <= session.Now,
        ExpiresIn = held.Epoch == 0 && stored.ExpiresAt is { } expiresAt ? Instant.Until(session.Now, expiresAt) : null,
    };
}
