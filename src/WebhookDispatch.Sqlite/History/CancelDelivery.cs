using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Queueing;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.History;

/// <summary>Ends a waiting delivery that nobody wants any more.</summary>
internal static class CancelDelivery
{
    internal static bool Run(WriteSession session, string tenant, long delivery)
    {
        if (QueueTable.Find(session, delivery) is not { } row || !string.Equals(TenantOf(session, row.Event), tenant, StringComparison.Ordinal))
        {
            return false;
        }

        EndedTable.End(session, row, DeliveryState.Cancelled, "cancelled", row.Attempts);
        return true;
    }

    private static string? TenantOf(WriteSession session, long id)
    {
        var row = session.Database[Query.FindTenant].Bind(1, id);
        var tenant = row.Step() ? row.Text(0) : null;
        row.Reset();
        return tenant;
    }
}
