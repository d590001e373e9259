namespace WebhookDispatch.Tenants;

/// <summary>How much each tenant may have; the empty tenant is one, too. <c>UseTenantQuotas</c> gives single tenants more or less.</summary>
public sealed class TenantsOptions
{
    /// <summary>The most endpoints of a tenant in the store. One more is refused. Processes that add in the same moment may each add one too many.</summary>
    /// <value><see langword="null"/> by default: without limit. 0 to 1,000,000.</value>
    public int? MaxEndpoints { get; set; }

    /// <summary>
    /// The most deliveries of a tenant that wait. An event that would add more is refused. Counted in the store at most once a
    /// second for each tenant, and added up in between: what other processes publish in that second is not seen.
    /// </summary>
    /// <value><see langword="null"/> by default: without limit, and nothing is counted. 1 to 10,000,000.</value>
    public int? MaxQueuedDeliveries { get; set; }

    /// <summary>The most bytes of a published body. A larger one is refused. <c>Sending.MaxPayloadBytes</c> holds for all tenants besides.</summary>
    /// <value><see langword="null"/> by default: only <c>Sending.MaxPayloadBytes</c> counts. 1 to 16,777,216.</value>
    public int? MaxPayloadBytes { get; set; }

    /// <summary>
    /// The most deliveries that a tenant puts back into the queue in a second: replays of many that run at once, together; and, in
    /// each process, replays of one. Replays that name no tenant are the operator's and not counted.
    /// </summary>
    /// <value><see langword="null"/> by default: without limit. 1 to 5,000.</value>
    public int? MaxReplaysPerSecond { get; set; }

    internal IEnumerable<string> Check() =>
        new[]
        {
            Fault(nameof(MaxEndpoints), MaxEndpoints, 0, 1_000_000),
            Fault(nameof(MaxQueuedDeliveries), MaxQueuedDeliveries, 1, 10_000_000),
            Fault(nameof(MaxPayloadBytes), MaxPayloadBytes, 1, 16 * 1024 * 1024),
            Fault(nameof(MaxReplaysPerSecond), MaxReplaysPerSecond, 1, 5000),
        }.OfType<string>();

    private static string? Fault(string name, int? value, int least, int most) =>
        value < least || value > most ? $"Tenants.{name} is {value}; set {least} to {most}, or leave it out." : null;
}
