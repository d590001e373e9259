using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.History;

/// <summary>Lists deliveries out of the two tables they can be in.</summary>
internal static class DeliveryLists
{
    private static readonly DeliveryState[] Replayable = [DeliveryState.Dead, DeliveryState.Cancelled, DeliveryState.Expired];

    /// <summary>By falling id.</summary>
    internal static IReadOnlyList<DeliveryRecord> List(SqliteDatabase database, DeliveryFilter filter, IdRange range, int limit)
    {
        var found = new List<DeliveryRecord>();
        if (filter.State is null or DeliveryState.Waiting && filter.Reason is null)
        {
            Read(Bind(database[Query.ListWaiting], filter, range).Bind(6, limit), found);
            Read(Bind(database[Query.ListHanded], filter, range), found);
        }

        if (filter.State is null or DeliveryState.Delivered)
        {
            Read(Bind(database[Query.ListEnded], filter, range).Bind(6, limit).Bind(7, filter.Reason).Bind(8, (long?)filter.State), found);
        }
        else if (filter.State is { } state and not DeliveryState.Waiting)
        {
            Read(Bind(database[Query.ListNotDelivered], filter, range).Bind(6, limit).Bind(7, filter.Reason).Bind(8, (long)state), found);
        }

        found.Sort(static (one, other) => other.DeliveryId.CompareTo(one.DeliveryId));
        return found.Count > limit ? found[..limit] : found;
    }

    /// <summary>The ids of deliveries that can be replayed, rising.</summary>
    internal static IReadOnlyList<long> ListReplayable(SqliteDatabase database, DeliveryFilter filter, IdRange range, int limit)
    {
        var found = new List<long>();
        if (filter.State == DeliveryState.Delivered)
        {
            ReadIds(Bind(database[Query.ListDelivered], filter, range).Bind(6, limit).Bind(7, filter.Reason), found);
        }

        foreach (var state in Replayable.Where(state => filter.State is null || filter.State == state))
        {
            ReadIds(Bind(database[Query.ListReplayable], filter, range).Bind(6, limit).Bind(7, filter.Reason).Bind(8, (long)state), found);
        }

        found.Sort();
        return found.Count > limit ? found[..limit] : found;
    }

    internal static DeliveryCounts Count(SqliteDatabase database)
    {
        var row = database[Query.CountDeliveries];
        _ = row.Step();
        var counts = new DeliveryCounts(
            Waiting: row.Long(0), Delivered: row.Long(1), Dead: row.Long(2), Cancelled: row.Long(3), Expired: row.Long(4));
        row.Reset();
        return counts;
    }

    internal static int CountWaiting(SqliteDatabase database, IReadOnlyList<string> endpointIds, int limit)
    {
        var count = 0;
        for (var i = 0; i < endpointIds.Count && count < limit; i++)
        {
            var row = database[Query.CountWaiting].Bind(1, endpointIds[i]).Bind(2, limit - count);
            _ = row.Step();
            count += (int)row.Long(0);
            row.Reset();
        }

        return count;
    }

    private static Statement Bind(Statement row, DeliveryFilter filter, IdRange range) => row
        .Bind(1, range.First).Bind(2, range.Last).Bind(3, filter.EndpointId).Bind(4, filter.Tenant).Bind(5, filter.EventType);

    private static void ReadIds(Statement row, List<long> found)
    {
        while (row.Step())
        {
            found.Add(row.Long(0));
        }
    }

    private static void Read(Statement row, List<DeliveryRecord> found)
    {
        while (row.Step())
        {
            found.Add(new DeliveryRecord
            {
                DeliveryId = row.Long(0),
                Tenant = row.Text(1),
                EventId = row.Text(2),
                EventType = row.Text(3),
                EndpointId = row.Text(4),
                State = (DeliveryState)row.Int(5),
                Reason = row.TextOrNull(6),
                Attempts = row.Int(7),
                Epoch = row.Int(8),
                PublishedAt = Instant.ToDateTimeOffset(row.Long(9)),
                DueAt = Instant.ToDateTimeOffset(row.LongOrNull(10)),
                EndedAt = Instant.ToDateTimeOffset(row.LongOrNull(11)),
            });
        }
    }
}
