namespace WebhookDispatch.Endpoints;

/// <summary>The endpoints that were registered in code.</summary>
internal sealed class RegisteredEndpoints : IEndpointLookup
{
    private readonly Dictionary<string, WebhookEndpoint> _byId = new(StringComparer.Ordinal);

    internal IReadOnlyCollection<WebhookEndpoint> All => _byId.Values;

    internal void Add(WebhookEndpoint endpoint)
    {
        if (!_byId.TryAdd(endpoint.Id, endpoint))
        {
            throw new InvalidEndpointException(endpoint.Id, ["Id is registered twice; give each endpoint an id of its own."]);
        }
    }

    public ValueTask<WebhookEndpoint?> FindAsync(string endpointId, CancellationToken cancellationToken) => ValueTask.FromResult(Find(endpointId));

    internal WebhookEndpoint? Find(string id) => _byId.GetValueOrDefault(id);
}
