using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Handing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Endpoints;

/// <summary>Endpoints that are managed at run time.</summary>
internal static class EndpointTable
{
    private const int DeliveriesAtOnce = 1000;

    internal static async ValueTask<IReadOnlyList<EndpointDocument>> LoadAsync(IStatements statements, CancellationToken cancellationToken) =>
        await statements.ListAsync(
            Query.LoadEndpoints, _ => { }, row => new EndpointDocument(row.GetString(0), row.GetString(1), row.GetInt64(2), row.Bytes(3)), cancellationToken)
            .ConfigureAwait(false);

    internal static async ValueTask<long> ReadVersionAsync(IStatements statements, CancellationToken cancellationToken) =>
        (await statements.ListAsync(Query.ReadEndpointsVersion, _ => { }, row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];

    internal static async ValueTask<bool> SaveAsync(IStatements statements, EndpointDocument document, CancellationToken cancellationToken) =>
        await statements.ChangeAsync(
            Query.SaveEndpoint,
            parameters => parameters.Text(document.EndpointId).Text(document.Tenant).Long(document.Version).Bytes(document.Content),
            cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>
    /// Removes an endpoint in steps, each a transaction of its own, so that a million waiting deliveries hold up nobody. The endpoint
    /// itself goes when nothing waits for it: if the process dies before, deleting it again goes on. Then once more, for what
    /// processes have published that did not know it yet.
    /// </summary>
    internal static async ValueTask<bool> DeleteAsync(StoreConnections connections, string tenant, string endpointId, CancellationToken cancellationToken)
    {
        if (!await CancelAsync(connections, tenant, endpointId, mayBeErased: false, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        var erased = await connections.ChangeAsync(
            Query.EraseEndpoint, parameters => parameters.Text(endpointId).Text(tenant), cancellationToken).ConfigureAwait(false) > 0;
        if (erased)
        {
            await CancelAsync(connections, "", endpointId, mayBeErased: true, cancellationToken).ConfigureAwait(false);
        }

        return erased;
    }

    private static async ValueTask<bool> CancelAsync(
        StoreConnections connections, string tenant, string endpointId, bool mayBeErased, CancellationToken cancellationToken)
    {
        await HandedRows.QueueAsync(connections, endpointId, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var cancelled = await connections.ListAsync(
                Query.CancelOfEndpoint,
                parameters => parameters.Text(endpointId).Text(tenant).Int(DeliveriesAtOnce).Bool(mayBeErased),
                row => row.GetInt64(1),
                cancellationToken).ConfigureAwait(false);
            if (cancelled.Count == 0 || cancelled[0] < DeliveriesAtOnce)
            {
                return cancelled.Count > 0;
            }
        }
    }
}
