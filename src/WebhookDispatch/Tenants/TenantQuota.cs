namespace WebhookDispatch.Tenants;

/// <summary>How much one tenant may have, where it differs from the options. Everything left <see langword="null"/> follows the options.</summary>
public sealed record TenantQuota
{
    /// <summary>The most endpoints in the store, in place of <c>Tenants.MaxEndpoints</c>.</summary>
    public int? MaxEndpoints { get; init; }

    /// <summary>The most deliveries that wait, in place of <c>Tenants.MaxQueuedDeliveries</c>.</summary>
    public int? MaxQueuedDeliveries { get; init; }

    /// <summary>The most bytes of a body, in place of <c>Tenants.MaxPayloadBytes</c>. Never above <c>Sending.MaxPayloadBytes</c>.</summary>
    public int? MaxPayloadBytes { get; init; }

    /// <summary>The most replays in a second, in place of <c>Tenants.MaxReplaysPerSecond</c>.</summary>
    public int? MaxReplaysPerSecond { get; init; }
}
