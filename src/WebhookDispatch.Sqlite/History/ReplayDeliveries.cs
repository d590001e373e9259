using WebhookDispatch.Sqlite.Queueing;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.History;

/// <summary>Puts deliveries that were selected by a reader back into the queue, if they can still be.</summary>
internal static class ReplayDeliveries
{
    /// <summary>Each step is a transaction of its own, so that publishers do not wait behind a long replay.</summary>
    internal const int AtOnce = 500;

    internal static int Run(WriteSession session, IEnumerable<long> deliveries, bool delivered)
    {
        var replayed = 0;
        foreach (var delivery in deliveries)
        {
            if (EndedTable.Find(session, delivery) is { } row && (row.State == DeliveryState.Delivered) == delivered)
            {
                EndedTable.Reopen(session, row);
                replayed++;
            }
        }

        return replayed;
    }
}
