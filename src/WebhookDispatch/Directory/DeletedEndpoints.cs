using WebhookDispatch.Stores;

namespace WebhookDispatch.Directory;

/// <summary>
/// Remembers, in the store's notes, which endpoints were deleted: what comes for one afterwards must end as well. A replay
/// does, and an event that another process published before it had heard of the deletion.
/// </summary>
internal static class DeletedEndpoints
{
    internal static ValueTask<bool> ContainsAsync(IStoreUpkeep store, string tenant, string endpointId, CancellationToken cancellationToken) =>
        IsThereAsync(store, Key(tenant, endpointId), cancellationToken);

    internal static ValueTask<bool> AddAsync(IStoreUpkeep store, string tenant, string endpointId, CancellationToken cancellationToken) =>
        store.WriteNoteAsync(Key(tenant, endpointId), null, "deleted", cancellationToken);

    internal static async ValueTask RemoveAsync(IStoreUpkeep store, string tenant, string endpointId, CancellationToken cancellationToken)
    {
        var key = Key(tenant, endpointId);
        if (await IsThereAsync(store, key, cancellationToken).ConfigureAwait(false))
        {
            await store.WriteNoteAsync(key, "deleted", null, cancellationToken).ConfigureAwait(false);
        }
    }

    // With the tenant in it, no tenant can end what waits for another's endpoint.
    private static string Key(string tenant, string endpointId) => $"deleted/{tenant}/{endpointId}";

    private static async ValueTask<bool> IsThereAsync(IStoreUpkeep store, string key, CancellationToken cancellationToken) =>
        await store.ReadNoteAsync(key, cancellationToken).ConfigureAwait(false) is not null;
}
