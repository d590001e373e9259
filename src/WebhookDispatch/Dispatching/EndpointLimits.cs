using WebhookDispatch.Directory;
using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Dispatching;

/// <summary>How much an endpoint may have in flight in this process, and begin in a second.</summary>
internal static class EndpointLimits
{
    internal static (int MaxInFlight, double? PerSecond) Of(EndpointSnapshot endpoints, DispatchingOptions options, string endpointId) =>
        endpoints.Find(endpointId)?.Overrides is { } overrides
            ? (overrides.Order == EndpointOrder.Strict ? 1 : overrides.MaxInFlight ?? options.MaxInFlightPerEndpoint, overrides.AttemptsPerSecond)
            : (options.MaxInFlightPerEndpoint, null);
}
