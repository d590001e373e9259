using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Directory;

/// <summary>
/// What of a stored endpoint is secret, and protected as one where keys are configured. Whatever else becomes secret is added
/// here and nowhere else. Stored rows outlive versions: members are only ever added.
/// </summary>
internal sealed record EndpointSecrets
{
    public required IReadOnlyList<SigningSecret> Signing { get; init; }

    /// <summary>Many carry an API key.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Authentication and TLS, which hold passwords and keys.</summary>
    public EndpointAccess? Access { get; init; }

    internal static EndpointSecrets Of(WebhookEndpoint endpoint) => new()
    {
        Signing = [.. endpoint.Secrets.Select(SigningSecret.Of)],
        Headers = endpoint.Headers.Count == 0 ? null : endpoint.Headers,
        Access = EndpointAccess.Of(endpoint),
    };

    internal static EndpointSecrets Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, EndpointSecretsJson.Default.EndpointSecrets) ?? throw new JsonException("The endpoint has no secrets.");

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, EndpointSecretsJson.Default.EndpointSecrets);

    internal WebhookEndpoint AddTo(WebhookEndpoint endpoint) => endpoint with
    {
        Secrets = [.. Signing.Select(secret => secret.ToEndpointSecret())],
        Headers = Headers ?? new Dictionary<string, string>(),
        Authentication = Access?.Authentication?.Read(),
        Tls = Access?.Tls?.Read(),
    };

    internal sealed record SigningSecret(string Text, bool IsText, DateTimeOffset? ExpiresAt)
    {
        internal static SigningSecret Of(EndpointSecret secret) => new(
            secret.Value.Reveal(), !WebhookSecret.TryParse(secret.Value.Reveal(), out _, out _), secret.ExpiresAt);

        internal EndpointSecret ToEndpointSecret() => new(IsText ? WebhookSecret.FromText(Text) : WebhookSecret.Parse(Text), ExpiresAt);

        public override string ToString() => "***";
    }

    public override string ToString() => "***";
}

/// <summary>Source-generated, so that the core stays free of reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EndpointSecrets))]
internal sealed partial class EndpointSecretsJson : JsonSerializerContext;
