using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Queueing;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.History;

/// <summary>Reads what happened to one event.</summary>
internal static class EventHistories
{
    internal static EventHistory? Find(SqliteDatabase database, string tenant, string eventId)
    {
        var row = database[Query.FindEvent].Bind(1, tenant).Bind(2, eventId);
        if (!row.Step())
        {
            return null;
        }

        var stored = EventTable.ReadEvent(row);
        var deliveries = new IdRange(row.Long(6), row.Long(6) + row.Long(7) - 1);
        var publishedAt = Instant.ToDateTimeOffset(row.Long(8));
        var expiresAt = Instant.ToDateTimeOffset(row.LongOrNull(9));
        row.Reset();
        return new EventHistory(stored, tenant, publishedAt, expiresAt, ReadDeliveries(database, deliveries));
    }

    internal static bool IsStored(SqliteDatabase database, string tenant, string eventId)
    {
        var row = database[Query.IsStored].Bind(1, tenant).Bind(2, eventId);
        var isStored = row.Step();
        if (isStored)
        {
            row.Reset();
        }

        return isStored;
    }

    private static DeliveryHistory[] ReadDeliveries(SqliteDatabase database, IdRange range)
    {
        if (range.Last < range.First)
        {
            return [];
        }

        var attempts = ReadAttempts(database, range).ToLookup(attempt => attempt.Delivery, attempt => attempt.Attempt);
        var records = DeliveryLists.List(database, new DeliveryFilter(), range, (int)(range.Last - range.First + 1));
        return [.. records.Reverse().Select(record => new DeliveryHistory(record, [.. attempts[record.DeliveryId]]))];
    }

    // By sequence: a report that came late may follow the attempt that delivered.
    private static IEnumerable<(long Delivery, RecordedAttempt Attempt)> ReadAttempts(SqliteDatabase database, IdRange range)
    {
        var attempts = new List<(long Delivery, long Sequence, RecordedAttempt Attempt)>();
        foreach (var query in new[] { Query.ListAttempts, Query.ListDeliveringAttempts })
        {
            var row = database[query].Bind(1, range.First).Bind(2, range.Last);
            while (row.Step())
            {
                attempts.Add((row.Long(0), row.Long(11), AttemptTable.Read(row)));
            }
        }

        return attempts.OrderBy(attempt => attempt.Sequence).Select(attempt => (attempt.Delivery, attempt.Attempt));
    }
}
