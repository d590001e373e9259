using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.History;

/// <summary>The delivery ids a filter leaves, both ends included. Ids rise with the time of publishing, so a span of time is a range of ids.</summary>
internal readonly record struct IdRange(long First, long Last)
{
    internal static IdRange Of(SqliteDatabase database, DeliveryFilter filter, long after, long before)
    {
        var (first, last) = (after + 1, before - 1);
        if (filter.DeliveryId is { } id)
        {
            (first, last) = (Math.Max(first, id), Math.Min(last, id));
        }

        if (filter.From is { } from)
        {
            first = Math.Max(first, FirstPublishedAt(database, from));
        }

        if (filter.Until is { } until)
        {
            last = Math.Min(last, FirstPublishedAt(database, until) - 1);
        }

        return new IdRange(first, last);
    }

    // A binary search over the ids: some sixty seeks, where an index would cost every publication a write.
    private static long FirstPublishedAt(SqliteDatabase database, DateTimeOffset instant)
    {
        var wanted = Instant.Of(instant.AddTicks(TimeSpan.TicksPerMicrosecond - 1));
        var (low, high) = (1L, long.MaxValue / 2);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var (id, publishedAt) = FirstEventFrom(database, middle);
            if (publishedAt >= wanted)
            {
                high = middle;
            }
            else
            {
                low = id + 1;
            }
        }

        return FirstEventFrom(database, low).Id;
    }

    private static (long Id, long PublishedAt) FirstEventFrom(SqliteDatabase database, long id)
    {
        var row = database[Query.FindEventFrom].Bind(1, id);
        var found = row.Step() ? (row.Long(0), row.Long(1)) : (long.MaxValue, long.MaxValue);
        row.Reset();
        return found;
    }
}
