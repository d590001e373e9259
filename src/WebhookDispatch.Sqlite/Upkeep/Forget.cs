using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Queueing;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Upkeep;

/// <summary>Removes what ended long ago: some deliveries, and the events that none of theirs is left of.</summary>
internal sealed class Forget
{
    /// <summary>Each step is a transaction of its own, so that publishers do not wait behind a great clearing.</summary>
    internal const int AtOnce = 500;

    private readonly WriteSession _session;
    private readonly long _endedBefore;
    private readonly long _deadBefore;
    private readonly int _limit;
    private int _removed;

    private Forget(WriteSession session, TimeSpan endedFor, TimeSpan deadFor, int limit)
    {
        _session = session;
        _endedBefore = session.Now - Instant.Length(endedFor);
        _deadBefore = session.Now - Instant.Length(deadFor);
        _limit = limit;
    }

    /// <returns>How many deliveries and events were removed.</returns>
    internal static int Run(WriteSession session, TimeSpan endedFor, TimeSpan deadFor, int limit)
    {
        var forget = new Forget(session, endedFor, deadFor, limit);
        forget.RemoveDeliveries(Query.SelectForgettable, forget._endedBefore);
        forget.RemoveDeliveries(Query.SelectForgettableDead, forget._deadBefore);
        forget.RemoveEvents();
        return forget._removed;
    }

    private void RemoveDeliveries(Query query, long before)
    {
        var old = new List<(long Delivery, long Event, DeliveryState State)>();
        var row = _session.Database[query].Bind(1, before).Bind(2, _limit - _removed);
        while (row.Step())
        {
            old.Add((row.Long(0), row.Long(1), (DeliveryState)row.Int(2)));
        }

        foreach (var (delivery, stored, state) in old)
        {
            if (_removed == _limit)
            {
                return;
            }

            _session.SettleHanded(stored);
            AttemptTable.Delete(_session, delivery);
            EndedTable.Delete(_session, delivery, state);
            _removed++;
            RemoveEventOfLast(stored);
        }
    }

    private void RemoveEventOfLast(long stored)
    {
        var row = _session.Database[Query.IsEventNeeded].Bind(1, stored);
        _ = row.Step();
        var (publishedAt, isNeeded) = (row.Long(0), row.Bool(1));
        row.Reset();
        if (isNeeded)
        {
            return;
        }

        if (publishedAt < _endedBefore && _removed < _limit)
        {
            RemoveEvent(stored);
            return;
        }

        // From now on it is found like an event that nobody listened to.
        _session.Database[Query.KeepWithoutDeliveries].Bind(1, stored).Run();
    }

    private void RemoveEvents()
    {
        var old = new List<long>();
        var row = _session.Database[Query.SelectForgettableEvents].Bind(1, _endedBefore).Bind(2, _limit - _removed);
        while (row.Step())
        {
            old.Add(row.Long(0));
        }

        old.ForEach(RemoveEvent);
    }

    private void RemoveEvent(long stored)
    {
        _session.Database[Query.DeleteEvent].Bind(1, stored).Run();
        _removed++;
    }
}
