using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.History;

/// <summary>
/// When deliveries that are not in the queue come due. The file says what was known when they were stored; a claim since then is known
/// to the writer alone.
/// </summary>
internal static class UnqueuedDueTimes
{
    internal static async ValueTask<IReadOnlyList<DeliveryRecord>> CompleteAsync(
        StoreWriter writer, IReadOnlyList<DeliveryRecord> records, CancellationToken cancellationToken)
    {
        var asked = records.Where(MayBeUnqueued).Select(record => record.DeliveryId).ToList();
        if (asked.Count == 0)
        {
            return records;
        }

        var known = await writer.WriteAsync(session => Find(session, asked), cancellationToken).ConfigureAwait(false);
        return [.. records.Select(record => known.TryGetValue(record.DeliveryId, out var dueAt) ? record with { DueAt = dueAt } : record)];
    }

    internal static async ValueTask<EventHistory?> CompleteAsync(StoreWriter writer, EventHistory? history, CancellationToken cancellationToken)
    {
        if (history is null)
        {
            return null;
        }

        var records = await CompleteAsync(writer, [.. history.Deliveries.Select(delivery => delivery.Delivery)], cancellationToken).ConfigureAwait(false);
        return history with { Deliveries = [.. history.Deliveries.Zip(records, (delivery, record) => delivery with { Delivery = record })] };
    }

    private static bool MayBeUnqueued(DeliveryRecord record) => record is { State: DeliveryState.Waiting, Attempts: 0, Epoch: 0 };

    private static Dictionary<long, DateTimeOffset> Find(WriteSession session, List<long> asked)
    {
        var found = new Dictionary<long, DateTimeOffset>();
        foreach (var delivery in asked)
        {
            if (session.Handed.Find(delivery) is { } row)
            {
                found[delivery] = Instant.ToDateTimeOffset(row.DueAt);
            }
        }

        return found;
    }
}
