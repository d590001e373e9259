using System.Globalization;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>Stores events with their deliveries.</summary>
internal sealed class Enqueue(IReadOnlyList<NewEvent> events, TimeSpan lease)
{
    // What is not in the queue is kept in memory, and as text with its event.
    private const int MostUnqueued = 256;

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
        var until = Instant.After(session.Now, lease);
        var unqueued = IsClaimedSoon(session, added);
        if (!EventTable.TryInsert(session, added, new EventRow(id, expiresAt, Handed(session, added.Deliveries, unqueued), until)))
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
                row = Leases.Hold(session, row, until);
                leased.Add(Leases.Describe(session, row, stored));
                QueueTable.HandOver(session, row);
            }
            else if (unqueued)
            {
                QueueTable.HandOver(session, row);
            }
            else
            {
                QueueTable.Insert(session, row);
            }
        }

        return new EnqueueResult(EnqueueStatus.Stored, added.Event.Id, added.Deliveries.Count, leased);
    }

    // Behind what is due already it may wait for long, and its place is in the queue.
    private static bool IsClaimedSoon(WriteSession session, NewEvent added)
    {
        var isSoon = added.DueIn == TimeSpan.Zero && added.Deliveries.Count <= MostUnqueued;
        for (var i = 0; isSoon && i < added.Deliveries.Count; i++)
        {
            isSoon = added.Deliveries[i].Leased || added.Deliveries[i].Delivered
                || session.Endpoints.Find(added.Deliveries[i].EndpointId) is not { } endpoint || session.Agenda.NotBefore(endpoint) > session.Now;
        }

        return isSoon;
    }

    private static string? Handed(WriteSession session, IReadOnlyList<NewDelivery> deliveries, bool unqueued) => deliveries switch
    {
        [] => null,
        [{ Delivered: false } only] when only.Leased || unqueued => session.Endpoints.AloneAs(NumberOf(session, only), only.Leased),
        _ when !deliveries.Any(delivery => delivery.Leased || (unqueued && !delivery.Delivered)) => null,
        _ => $"[{string.Join(',', deliveries.Select(delivery => Handed(session, delivery, unqueued)))}]",
    };

    private static string Handed(WriteSession session, NewDelivery delivery, bool unqueued) =>
        delivery.Leased ? NumberOf(session, delivery).ToString(CultureInfo.InvariantCulture)
        : unqueued && !delivery.Delivered ? (-NumberOf(session, delivery)).ToString(CultureInfo.InvariantCulture)
        : "null";

    private static int NumberOf(WriteSession session, NewDelivery delivery) => session.Endpoints.FindOrAdd(session.Database, delivery.EndpointId);

    private static void StoreDelivered(WriteSession session, in EndedRow row, DeliveryAttempt? attempt)
    {
        if (attempt is null || AttemptTable.FitsIntoEnded(attempt, 1))
        {
            EndedTable.Insert(session, row with { Attempts = attempt is null ? 0 : 1 }, attempt);
            return;
        }

        AttemptTable.Insert(session, row.Delivery, row.Epoch, attempt, stale: false);
        EndedTable.Insert(session, row with { Attempts = 1 });
    }
}
