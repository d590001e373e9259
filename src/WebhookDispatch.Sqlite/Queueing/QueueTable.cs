using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>The table of what waits. Every change keeps the agenda and the counts with it.</summary>
internal static class QueueTable
{
    internal static QueueRow? Find(WriteSession session, long delivery)
    {
        if ((session.Handed.Find(delivery) ?? session.Held.Find(delivery)) is { } held)
        {
            return held;
        }

        var row = session.Database[Query.FindQueued].Bind(1, delivery);
        QueueRow? found = row.Step() ? Read(row) : null;
        row.Reset();
        return found;
    }

    internal static List<QueueRow> Due(WriteSession session, int endpoint, int limit, bool firstAttemptsOnly)
    {
        var query = firstAttemptsOnly ? Query.SelectDueFirstAttempts : Query.SelectDue;
        return ReadAll(session.Database[query].Bind(1, endpoint).Bind(2, session.Now).Bind(3, limit));
    }

    /// <summary>What is due at an instant, the longest due first.</summary>
    internal static List<QueueRow> DueAt(WriteSession session, int endpoint, long instant, int limit) =>
        ReadAll(session.Database[Query.SelectDue].Bind(1, endpoint).Bind(2, instant).Bind(3, limit));

    internal static List<QueueRow> OfEndpoint(WriteSession session, int endpoint, int limit)
    {
        session.PutIn(session.Handed.Of(endpoint));
        return ReadAll(session.Database[Query.SelectQueuedOfEndpoint].Bind(1, endpoint).Bind(2, limit));
    }

    /// <summary>How many deliveries of an endpoint are held, and when the first of them comes free.</summary>
    internal static (int Count, long UntilFirst) Held(WriteSession session, int endpoint)
    {
        var row = session.Database[Query.CountHeld].Bind(1, endpoint).Bind(2, session.Now).Bind(3, session.Ledger.LeasedUntil);
        _ = row.Step();
        var held = (row.Int(0), row.LongOrNull(1) ?? long.MaxValue);
        row.Reset();
        return held;
    }

    /// <summary>The one whose turn it is where deliveries go one by one, due or not: the lowest id but for those that were published for later.</summary>
    internal static QueueRow? Head(WriteSession session, int endpoint)
    {
        var next = NextOf(session, endpoint, session.Heads.From(endpoint));
        session.Heads.Found(endpoint, next?.Delivery ?? session.Ledger.NextId);
        while (next is { } candidate)
        {
            var row = Find(session, candidate.Delivery);
            if (candidate.DueAt <= session.Now || row is { Attempts: > 0 } or { Claims: > 0 })
            {
                return row;
            }

            next = NextOf(session, endpoint, candidate.Delivery + 1);
        }

        return null;
    }

    internal static void Insert(WriteSession session, in QueueRow row)
    {
        session.WriteQueued(row);
        session.Ledger.Add(DeliveryState.Waiting, 1);
    }

    /// <summary>Keeps a row without writing it: its event says enough. It is held by whom it was handed to, or will be claimed soon.</summary>
    internal static void HandOver(WriteSession session, in QueueRow row)
    {
        session.Handed.Add(row);
        session.Ledger.Add(DeliveryState.Waiting, 1);
    }

    internal static int CountHanded(WriteSession session, IReadOnlyList<string> endpointIds) =>
        endpointIds.Sum(id => session.Endpoints.Find(id) is { } endpoint ? session.Handed.CountOf(endpoint) : 0);

    internal static void Update(WriteSession session, in QueueRow before, in QueueRow after)
    {
        if (after.LeaseToken is not null && session.Handed.Hold(before, after))
        {
            return;
        }

        if (session.Handed.Remove(before))
        {
            session.WriteQueued(after);
            return;
        }

        session.Database[Query.UpdateQueued]
            .Bind(1, before.Endpoint).Bind(2, before.DueAt).Bind(3, before.Delivery)
            .Bind(4, after.DueAt).Bind(5, after.Attempts).Bind(6, after.Claims).Bind(7, after.LeaseToken)
            .Run();
        session.Held.Note(after);
        session.Agenda.Lower(after.Endpoint, after.DueAt);
    }

    internal static void Delete(WriteSession session, in QueueRow row)
    {
        if (!session.Handed.Remove(row))
        {
            session.Database[Query.DeleteQueued].Bind(1, row.Endpoint).Bind(2, row.DueAt).Bind(3, row.Delivery).Run();
            session.Held.Forget(row.Delivery);
        }

        session.Ledger.Add(DeliveryState.Waiting, -1);
    }

    private static (long Delivery, long DueAt)? NextOf(WriteSession session, int endpoint, long from)
    {
        var row = session.Database[Query.FindNextOfEndpoint].Bind(1, endpoint).Bind(2, from);
        (long, long)? found = row.Step() ? (row.Long(0), row.Long(1)) : null;
        row.Reset();
        return found;
    }

    private static List<QueueRow> ReadAll(Statement row)
    {
        var rows = new List<QueueRow>();
        while (row.Step())
        {
            rows.Add(Read(row));
        }

        return rows;
    }

    private static QueueRow Read(Statement row) =>
        new(row.Int(0), row.Long(1), row.Long(2), row.Long(3), row.Int(4), row.Int(5), row.Int(6), row.LongOrNull(7));
}
