namespace WebhookDispatch.Endpoints;

/// <summary>No endpoint of that id is registered in this process. Nothing was sent.</summary>
/// <param name="endpointId">The id that was asked for.</param>
public sealed class UnknownEndpointException(string endpointId)
    : InvalidOperationException($"There is no endpoint '{endpointId}'. Register it with AddEndpoint, in the configuration or with IWebhookEndpoints.AddAsync; another tenant's is not found.")
{
    /// <summary>The id that was asked for.</summary>
    public string EndpointId { get; } = endpointId;
}
