namespace WebhookDispatch.Tenants;

/// <summary>A tenant has as much as it may have. Nothing was stored, added or replayed.</summary>
public sealed class TenantQuotaExceededException : InvalidOperationException
{
    /// <summary>Reports which quota.</summary>
    /// <param name="tenant">The tenant whose quota it is: the caller's own.</param>
    /// <param name="quota">What there may be only so much of.</param>
    /// <param name="limit">How much there may be.</param>
    /// <param name="message">What was refused and what to do.</param>
    public TenantQuotaExceededException(string tenant, TenantQuotaKind quota, int limit, string message)
        : base(message)
    {
        Tenant = tenant;
        Quota = quota;
        Limit = limit;
    }

    /// <summary>The tenant whose quota it is: the caller's own.</summary>
    public string Tenant { get; }

    /// <summary>What there may be only so much of.</summary>
    public TenantQuotaKind Quota { get; }

    /// <summary>How much there may be.</summary>
    public int Limit { get; }
}
