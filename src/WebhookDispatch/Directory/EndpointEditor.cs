using WebhookDispatch.Endpoints;
using WebhookDispatch.Stores;
using WebhookDispatch.Tenants;

namespace WebhookDispatch.Directory;

/// <summary>Changes stored endpoints, one change after the other even when several processes make them.</summary>
internal sealed class EndpointEditor(OpenStore store, EndpointDirectory directory, EndpointRules rules, EndpointCodec codec, TenantLimits limits) : IDisposable
{
    private const int MaxConflicts = 20;

    private readonly SemaphoreSlim _adding = new(1);

    public void Dispose() => _adding.Dispose();

    internal async ValueTask AddAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        _ = rules.Check(endpoint);
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);

        // Looked for before it is saved: what is deleted from then on stays deleted.
        var deletion = await DeletedEndpoints.FindAsync(opened, endpoint.Tenant, endpoint.Id, cancellationToken).ConfigureAwait(false);
        if (directory.IsFixed(endpoint.Id) || !await SaveNewAsync(endpoint, cancellationToken).ConfigureAwait(false))
        {
            throw new InvalidEndpointException(endpoint.Id, ["Id is in use; choose another one, or update the endpoint."]);
        }

        if (deletion is not null)
        {
            await DeletedEndpoints.ForgetAsync(opened, endpoint.Tenant, endpoint.Id, deletion, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <param name="tenant">The tenant it must belong to.</param>
    /// <param name="endpointId">Its id.</param>
    /// <param name="change">Makes the new form of the present one; called again when another change came first.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <exception cref="UnknownEndpointException">There is no such endpoint.</exception>
    internal async ValueTask<WebhookEndpoint> ChangeAsync(
        string tenant, string endpointId, Func<WebhookEndpoint, WebhookEndpoint> change, CancellationToken cancellationToken)
    {
        if (directory.IsFixed(endpointId))
        {
            throw new InvalidEndpointException(endpointId, ["It is registered in code or configuration; change it there."]);
        }

        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var documents = await opened.LoadEndpointsAsync(cancellationToken).ConfigureAwait(false);
            var document = documents.FirstOrDefault(found =>
                string.Equals(found.EndpointId, endpointId, StringComparison.Ordinal) && string.Equals(found.Tenant, tenant, StringComparison.Ordinal))
                ?? throw new UnknownEndpointException(endpointId);
            var present = await codec.DecodeAsync(document, cancellationToken).ConfigureAwait(false);
            var changed = change(present.Endpoint);
            _ = rules.Check(changed, mayBeUnreadable: true);
            if (await SaveAsync(changed, document.Version, cancellationToken).ConfigureAwait(false))
            {
                return changed;
            }
        }

        throw new StoreUnavailableException(StoreTrouble.Unreachable, $"Endpoint '{endpointId}' was changed by others {MaxConflicts} times in a row; try again.");
    }

    /// <returns>Whether there was one, or something waited for one that is no longer registered.</returns>
    internal async ValueTask<bool> DeleteAsync(string tenant, string endpointId, CancellationToken cancellationToken)
    {
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        await directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var isLeftOver = directory.Snapshot.Find(endpointId) is null && await WaitsAsync(opened, tenant, endpointId, cancellationToken).ConfigureAwait(false);
        if (isLeftOver || IsStoredFor(tenant, endpointId))
        {
            // Before it goes: a process that dies between the two leaves an endpoint that works, and no delivery without an end.
            await DeletedEndpoints.AddAsync(opened, tenant, endpointId, cancellationToken).ConfigureAwait(false);
        }

        var deleted = await opened.DeleteEndpointAsync(tenant, endpointId, cancellationToken).ConfigureAwait(false);
        await directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return deleted || isLeftOver;
    }

    private bool IsStoredFor(string tenant, string endpointId) =>
        !directory.IsFixed(endpointId) && directory.Snapshot.Find(endpointId) is { } found && string.Equals(found.Tenant, tenant, StringComparison.Ordinal);

    private static async ValueTask<bool> WaitsAsync(IDeliveryHistory history, string tenant, string endpointId, CancellationToken cancellationToken)
    {
        var waiting = new DeliveryFilter { Tenant = tenant, EndpointId = endpointId, State = DeliveryState.Waiting };
        return (await history.ListDeliveriesAsync(waiting, null, 1, cancellationToken).ConfigureAwait(false)).Count > 0;
    }

    private async ValueTask<bool> SaveNewAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (limits.Endpoints(endpoint.Tenant) is not { } most)
        {
            return await SaveAsync(endpoint, 0, cancellationToken).ConfigureAwait(false);
        }

        // One after the other: two that count before either is saved would both find room.
        await _adding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
            var documents = await opened.LoadEndpointsAsync(cancellationToken).ConfigureAwait(false);
            return documents.Count(document => string.Equals(document.Tenant, endpoint.Tenant, StringComparison.Ordinal)) < most
                ? await SaveAsync(endpoint, 0, cancellationToken).ConfigureAwait(false)
                : throw TenantLimits.Refuse(endpoint.Tenant, TenantQuotaKind.Endpoints, most);
        }
        finally
        {
            _adding.Release();
        }
    }

    private async ValueTask<bool> SaveAsync(WebhookEndpoint endpoint, long version, CancellationToken cancellationToken)
    {
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        var document = await codec.EncodeAsync(endpoint, version, cancellationToken).ConfigureAwait(false);
        var saved = await opened.SaveEndpointAsync(document, cancellationToken).ConfigureAwait(false);
        await directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return saved;
    }
}
