using WebhookDispatch.Deliveries;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>Stores events with their deliveries.</summary>
internal sealed class Enqueue(IReadOnlyList<NewEvent> events, TimeSpan lease)
{
    internal IReadOnlyList<EnqueueResult> Run(WriteSession session)
    {
        var results = new EnqueueResult[events.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Store(session, events[i]);
        }

        return results;
    }

    private EnqueueResult Store(WriteSession session, NewEvent added)
    {
        var id = session.Ledger.NextId;
        var expiresAt = added.ExpiresIn is { } expiresIn ? Instant.After(session.Now, expiresIn) : (long?)null;
        if (!EventTable.TryInsert(session, added, id, expiresAt))
        {
            return EventTable.Compare(session, added);
        }

        session.Ledger.NextId = id + Math.Max(1, added.Deliveries.Count);
        var stored = new StoredEvent(added.Event, added.Tenant, expiresAt);
        var leased = new List<LeasedDelivery>(added.Deliveries.Count);
        var dueAt = Instant.After(session.Now, added.DueIn);
        for (var i = 0; i < added.Deliveries.Count; i++)
        {
            var endpoint = session.Endpoints.FindOrAdd(session.Database, added.Deliveries[i].EndpointId);
            if (added.Deliveries[i].Delivered)
            {
                StoreDelivered(session, new EndedRow(id + i, id, endpoint, DeliveryState.Delivered, Reason: null, Attempts: 0, Epoch: 0), added.Deliveries[i].Attempt);
                continue;
            }

            var row = new QueueRow(endpoint, dueAt, id + i, id, Attempts: 0, Claims: 0, Epoch: 0, LeaseToken: null);
            if (added.Deliveries[i].Leased)
            {
                row = Leases.Hold(session, row, Instant.After(session.Now, lease));
                leased.Add(Leases.Describe(session, row, stored));
            }

            QueueTable.Insert(session, row);
        }

        return new EnqueueResult(EnqueueStatus.Stored, added.Event.Id, added.Deliveries.Count, leased);
    }

    private static void StoreDelivered(WriteSession session, in EndedRow row, DeliveryAttempt? attempt)
    {
        EndedTable.Insert(session, attempt is null ? row : row with { Attempts = 1 });
        if (attempt is not null)
        {
            AttemptTable.Insert(session, row.Delivery, row.Epoch, attempt, stale: false);
        }
    }
}
