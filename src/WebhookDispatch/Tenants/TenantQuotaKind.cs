namespace WebhookDispatch.Tenants;

/// <summary>What a tenant may have only so much of.</summary>
public enum TenantQuotaKind
{
    /// <summary>Endpoints in the store.</summary>
    Endpoints,

    /// <summary>Deliveries that wait.</summary>
    QueuedDeliveries,

    /// <summary>Bytes of one event's body.</summary>
    PayloadBytes,

    /// <summary>Replays begun in a second.</summary>
    ReplaysPerSecond,
}
