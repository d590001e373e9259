using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>Endpoint documents. Only touched under the store's lock.</summary>
internal sealed class MemoryEndpoints
{
    private readonly Dictionary<string, EndpointDocument> _byId = new(StringComparer.Ordinal);

    internal long Version { get; private set; }

    internal IReadOnlyList<EndpointDocument> All => [.. _byId.Values];

    internal bool Save(EndpointDocument document)
    {
        var present = _byId.GetValueOrDefault(document.EndpointId);
        if ((present?.Version ?? 0) != document.Version || (present is not null && !string.Equals(present.Tenant, document.Tenant, StringComparison.Ordinal)))
        {
            return false;
        }

        _byId[document.EndpointId] = document with { Version = document.Version + 1, Content = document.Content.ToArray() };
        Version++;
        return true;
    }

    internal bool Delete(string tenant, string endpointId)
    {
        if (!_byId.TryGetValue(endpointId, out var present) || !string.Equals(present.Tenant, tenant, StringComparison.Ordinal))
        {
            return false;
        }

        _byId.Remove(endpointId);
        Version++;
        return true;
    }
}
