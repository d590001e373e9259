namespace WebhookDispatch.Endpoints;

/// <summary>No endpoint of that id is registered in this process. Nothing was sent.</summary>
/// <param name="endpointId">The id that was asked for.</param>
public sealed class UnknownEndpointException(string endpointId)
    : InvalidOperationException($"There is no endpoint '{endpointId}'. Register it with AddEndpoint, or pass the WebhookEndpoint itself.")
{
    /// <summary>The id that was asked for.</summary>
    public string EndpointId { get; } = endpointId;
}
