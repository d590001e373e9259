namespace WebhookDispatch.Tenants;

/// <summary>Says which tenants have quotas of their own, such as those of a paid plan. Asked for every publish: answer from memory.</summary>
public interface ITenantQuotas
{
    /// <summary>The quotas of one tenant.</summary>
    /// <param name="tenant">The tenant; empty where there is only one.</param>
    /// <returns>What differs from the options, or <see langword="null"/> when nothing does.</returns>
    TenantQuota? Find(string tenant);
}
