namespace WebhookDispatch.Tenants;

/// <summary>Quotas out of a function.</summary>
internal sealed class DelegatedQuotas(Func<string, TenantQuota?> find) : ITenantQuotas
{
    public TenantQuota? Find(string tenant) => find(tenant);
}
