using System.Text.Json;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Directory;

/// <summary>Endpoints to documents and back.</summary>
internal static class EndpointCodec
{
    private const string AnyWord = "any";
    private const string StrictWord = "strict";

    internal static EndpointDocument Encode(WebhookEndpoint endpoint, long version)
    {
        var overrides = endpoint.Overrides;
        var content = new EndpointContent
        {
            Url = endpoint.Url.OriginalString,
            Secrets = [.. endpoint.Secrets.Select(secret => new EndpointContent.SecretContent(
                secret.Value.Reveal(), !WebhookSecret.TryParse(secret.Value.Reveal(), out _, out _), secret.ExpiresAt))],
            Schemes = [.. endpoint.Schemes.Select(scheme => scheme.Name)],
            EventTypes = endpoint.EventTypes,
            Headers = endpoint.Headers.Count == 0 ? null : endpoint.Headers,
            Metadata = endpoint.Metadata.Count == 0 ? null : endpoint.Metadata,
            Enabled = endpoint.IsEnabled,
            DisabledReason = endpoint.DisabledReason,
            Overrides = overrides == EndpointOverrides.None ? null : new EndpointContent.OverridesContent
            {
                AttemptTimeout = overrides.AttemptTimeout,
                MaxRetries = overrides.MaxRetries,
                BaseDelay = overrides.BaseDelay,
                MaxDelay = overrides.MaxDelay,
                PermanentStatuses = overrides.PermanentStatuses,
                RetryDelays = overrides.RetryDelays,
                MaxInFlight = overrides.MaxInFlight,
                AttemptsPerSecond = overrides.AttemptsPerSecond,
                MaxInFlightInCluster = overrides.MaxInFlightInCluster,
                Order = overrides.Order is { } order ? (order == EndpointOrder.Strict ? StrictWord : AnyWord) : null,
                SkipAfter = overrides.SkipAfter,
            },
        };
        return new EndpointDocument(
            endpoint.Tenant, endpoint.Id, version, JsonSerializer.SerializeToUtf8Bytes(content, EndpointContentJson.Default.EndpointContent));
    }

    /// <exception cref="JsonException">The document is not one of ours.</exception>
    internal static WebhookEndpoint Decode(EndpointDocument document)
    {
        var content = JsonSerializer.Deserialize(document.Content.Span, EndpointContentJson.Default.EndpointContent)
            ?? throw new JsonException($"Endpoint '{document.EndpointId}' has no content.");
        var overrides = content.Overrides;
        return new WebhookEndpoint
        {
            Id = document.EndpointId,
            Tenant = document.Tenant,
            Url = new Uri(content.Url, UriKind.Absolute),
            Secrets = [.. content.Secrets.Select(secret => new EndpointSecret(
                secret.IsText ? WebhookSecret.FromText(secret.Text) : WebhookSecret.Parse(secret.Text), secret.ExpiresAt))],
            Schemes = [.. content.Schemes.Select(SchemeNamed)],
            EventTypes = content.EventTypes,
            Headers = content.Headers ?? new Dictionary<string, string>(),
            Metadata = content.Metadata ?? new Dictionary<string, string>(),
            IsEnabled = content.Enabled,
            DisabledReason = content.DisabledReason,
            Overrides = overrides is null ? EndpointOverrides.None : new EndpointOverrides
            {
                AttemptTimeout = overrides.AttemptTimeout,
                MaxRetries = overrides.MaxRetries,
                BaseDelay = overrides.BaseDelay,
                MaxDelay = overrides.MaxDelay,
                PermanentStatuses = overrides.PermanentStatuses,
                RetryDelays = overrides.RetryDelays,
                MaxInFlight = overrides.MaxInFlight,
                AttemptsPerSecond = overrides.AttemptsPerSecond,
                MaxInFlightInCluster = overrides.MaxInFlightInCluster,
                Order = OrderNamed(overrides.Order),
                SkipAfter = overrides.SkipAfter,
            },
        };
    }

    private static EndpointOrder? OrderNamed(string? name) => name switch
    {
        null => null,
        AnyWord => EndpointOrder.Any,
        StrictWord => EndpointOrder.Strict,
        _ => throw new JsonException($"'{name}' is not an order."),
    };

    private static WebhookScheme SchemeNamed(string name) =>
        WebhookScheme.TryGet(name, out var scheme) ? scheme : throw new JsonException($"'{name}' is not a signing scheme.");
}
