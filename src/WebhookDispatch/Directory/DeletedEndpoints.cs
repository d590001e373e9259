using System.Globalization;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Directory;

/// <summary>
/// Remembers, in the store's notes, which endpoints were deleted: what comes for one afterwards must end as well. A replay
/// does, and an event that another process published before it had heard of the deletion.
/// </summary>
internal static class DeletedEndpoints
{
    /// <returns>What is remembered of its deletion, for <see cref="ForgetAsync"/>; <see langword="null"/> when it was not deleted.</returns>
    internal static ValueTask<string?> FindAsync(IStoreUpkeep store, string tenant, string endpointId, CancellationToken cancellationToken) =>
        store.ReadNoteAsync(Key(tenant, endpointId), cancellationToken);

    internal static async ValueTask AddAsync(IWebhookStore store, string tenant, string endpointId, CancellationToken cancellationToken)
    {
        // No two deletions of one endpoint happen at the same version, so that whoever adds it again forgets the one before and no other.
        var version = await store.GetEndpointsVersionAsync(cancellationToken).ConfigureAwait(false);
        var text = string.Create(CultureInfo.InvariantCulture, $"deleted at {version}");
        string? present;
        do
        {
            present = await FindAsync(store, tenant, endpointId, cancellationToken).ConfigureAwait(false);
        }
        while (!string.Equals(present, text, StringComparison.Ordinal)
            && !await store.WriteNoteAsync(Key(tenant, endpointId), present, text, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Forgets a deletion, unless another has followed.</summary>
    internal static async ValueTask ForgetAsync(IStoreUpkeep store, string tenant, string endpointId, string deletion, CancellationToken cancellationToken) =>
        _ = await store.WriteNoteAsync(Key(tenant, endpointId), deletion, null, cancellationToken).ConfigureAwait(false);

    // With the tenant in it, no tenant can end what waits for another's endpoint.
    private static string Key(string tenant, string endpointId) => $"deleted/{tenant}/{endpointId}";
}
