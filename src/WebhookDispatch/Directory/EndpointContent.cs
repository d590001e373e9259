using System.Text.Json.Serialization;
using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Directory;

/// <summary>An endpoint as JSON in a store. Stored rows outlive versions: members are only ever added.</summary>
internal sealed record EndpointContent
{
    public required string Url { get; init; }

    /// <summary>The secrets as a protector made them, in place of <see cref="Plain"/>.</summary>
    public string? Sealed { get; init; }

    /// <summary>The names of the headers whose values are in <see cref="Sealed"/>: what has to be given anew when its key is lost.</summary>
    public IReadOnlyList<string>? SealedHeaders { get; init; }

    /// <summary>Whether <see cref="Sealed"/> holds an authentication.</summary>
    public bool? SealedAuthentication { get; init; }

    /// <summary>Whether <see cref="Sealed"/> holds TLS of the endpoint's own.</summary>
    public bool? SealedTls { get; init; }

    /// <summary>The secrets as they are, where no keys are configured.</summary>
    public EndpointSecrets? Plain { get; init; }

    /// <summary>Where rows of before <see cref="Plain"/> have their secrets; only read.</summary>
    public IReadOnlyList<EndpointSecrets.SigningSecret>? Secrets { get; init; }

    /// <summary>Where rows of before <see cref="Plain"/> have their headers; only read.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public required IReadOnlyList<string> Schemes { get; init; }

    public required IReadOnlyList<string> EventTypes { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public EndpointOverrides? Overrides { get; init; }

    public bool Enabled { get; init; } = true;

    public string? DisabledReason { get; init; }

    // A record would print its members.
    public override string ToString() => nameof(EndpointContent);
}

/// <summary>Source-generated, so that the core stays free of reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EndpointContent))]
internal sealed partial class EndpointContentJson : JsonSerializerContext;
