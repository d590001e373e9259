namespace WebhookDispatch.Endpoints;

/// <summary>Finds endpoints by their ids for direct sends, which know nothing of stores: those of code, and with a store those of configuration and of the store.</summary>
internal interface IEndpointLookup
{
    ValueTask<WebhookEndpoint?> FindAsync(string endpointId, CancellationToken cancellationToken);
}
