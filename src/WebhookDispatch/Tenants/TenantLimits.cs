namespace WebhookDispatch.Tenants;

/// <summary>The quotas that hold for a tenant, and the refusals they make.</summary>
internal sealed class TenantLimits(TenantsOptions options, ITenantQuotas? quotas)
{
    internal int? Endpoints(string tenant) => quotas?.Find(tenant)?.MaxEndpoints ?? options.MaxEndpoints;

    internal int? QueuedDeliveries(string tenant) => quotas?.Find(tenant)?.MaxQueuedDeliveries ?? options.MaxQueuedDeliveries;

    internal int? PayloadBytes(string tenant) => quotas?.Find(tenant)?.MaxPayloadBytes ?? options.MaxPayloadBytes;

    internal int? ReplaysPerSecond(string tenant) => quotas?.Find(tenant)?.MaxReplaysPerSecond ?? options.MaxReplaysPerSecond;

    /// <exception cref="TenantQuotaExceededException">A body is too large for the tenant.</exception>
    internal void CheckPayload(int bytes, string tenant)
    {
        if (PayloadBytes(tenant) is { } most && bytes > most)
        {
            throw Refuse(tenant, TenantQuotaKind.PayloadBytes, most);
        }
    }

    internal static TenantQuotaExceededException Refuse(string tenant, TenantQuotaKind quota, int limit) => new(tenant, quota, limit, quota switch
    {
        TenantQuotaKind.Endpoints => $"Tenant '{tenant}' may have {limit} endpoints and has them; delete one first.",
        TenantQuotaKind.QueuedDeliveries => $"Tenant '{tenant}' may have {limit} deliveries waiting, and this would be more; nothing was stored. Publish again when some have ended.",
        TenantQuotaKind.PayloadBytes => $"Tenant '{tenant}' may send bodies of {limit} bytes, and this one is larger; nothing was stored or sent. Send a link to the data instead.",
        _ => $"Tenant '{tenant}' may replay {limit} deliveries in a second, and this would be more; wait, cancel a running replay, or ask for fewer in a second.",
    });
}
