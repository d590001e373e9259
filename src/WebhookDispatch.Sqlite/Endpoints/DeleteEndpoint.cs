using WebhookDispatch.Sqlite.Queueing;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Endpoints;

/// <summary>
/// Removes an endpoint in steps, each a transaction of its own, so that a million waiting deliveries do not hold up every
/// publisher. The endpoint itself goes with the last step: if the process dies before, deleting it again goes on.
/// </summary>
internal sealed class DeleteEndpoint(string tenant, string endpointId)
{
    private const int DeliveriesAtOnce = 1000;

    /// <returns>Whether it was there and is gone now; <see langword="null"/> when another step is needed.</returns>
    internal bool? Step(WriteSession session)
    {
        if (!EndpointTable.Exists(session, tenant, endpointId) || session.Endpoints.Find(endpointId) is not { } number)
        {
            return false;
        }

        var waiting = QueueTable.OfEndpoint(session, number, DeliveriesAtOnce);
        foreach (var row in waiting)
        {
            EndedTable.End(session, row, DeliveryState.Cancelled, "endpoint_deleted", row.Attempts);
        }

        if (waiting.Count == DeliveriesAtOnce)
        {
            return null;
        }

        EndpointTable.Erase(session, number);
        return true;
    }
}
