namespace WebhookDispatch.Endpoints;

/// <summary>One <c>AddEndpoint</c> call, as a service: the container collects them.</summary>
internal sealed record EndpointRegistration(WebhookEndpoint Endpoint);
