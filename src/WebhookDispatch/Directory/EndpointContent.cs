using System.Text.Json.Serialization;

namespace WebhookDispatch.Directory;

/// <summary>An endpoint as JSON in a store. Stored rows outlive versions: members are only ever added.</summary>
internal sealed record EndpointContent
{
    public required string Url { get; init; }

    public required IReadOnlyList<SecretContent> Secrets { get; init; }

    public required IReadOnlyList<string> Schemes { get; init; }

    public required IReadOnlyList<string> EventTypes { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public OverridesContent? Overrides { get; init; }

    public bool Enabled { get; init; } = true;

    public string? DisabledReason { get; init; }

    internal sealed record SecretContent(string Text, bool IsText, DateTimeOffset? ExpiresAt);

    internal sealed record OverridesContent
    {
        public TimeSpan? AttemptTimeout { get; init; }

        public int? MaxRetries { get; init; }

        public TimeSpan? BaseDelay { get; init; }

        public TimeSpan? MaxDelay { get; init; }

        public IReadOnlyList<int>? PermanentStatuses { get; init; }

        public IReadOnlyList<TimeSpan>? RetryDelays { get; init; }

        public int? MaxInFlight { get; init; }

        public double? AttemptsPerSecond { get; init; }

        public int? MaxInFlightInCluster { get; init; }

        public string? Order { get; init; }

        public int? SkipAfter { get; init; }
    }
}

/// <summary>Source-generated, so that the core stays free of reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EndpointContent))]
internal sealed partial class EndpointContentJson : JsonSerializerContext;
