using System.Text.Json.Serialization;
using WebhookDispatch.Events;

namespace WebhookDispatch.Publishing;

/// <summary>Events about the deliveries themselves, for endpoints that listen to <c>webhook_dispatch.*</c> or to all.</summary>
internal static class OperationalEvent
{
    internal const string EndpointDisabledType = "webhook_dispatch.endpoint_disabled";

    internal static WebhookEvent EndpointDisabled(string endpointId, string reason, TimeProvider timeProvider) => WebhookEvent.Create(
        EndpointDisabledType, new EndpointDisabledData(endpointId, reason), OperationalEventJson.Default.EndpointDisabledData, timeProvider: timeProvider);

    internal sealed record EndpointDisabledData(string EndpointId, string Reason);
}

/// <summary>Source-generated, so that the core stays free of reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OperationalEvent.EndpointDisabledData))]
internal sealed partial class OperationalEventJson : JsonSerializerContext;
