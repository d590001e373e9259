using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Tenants;

namespace WebhookDispatch;

/// <summary>Gives single tenants quotas of their own.</summary>
public static class WebhookTenantsBuilderExtensions
{
    /// <summary>Says what a tenant may have, where it differs from the options <c>Tenants</c>. For quotas that need services, register an <see cref="ITenantQuotas"/> instead.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="find">What differs for a tenant; <see langword="null"/> when nothing does. Asked for every publish: answer from memory.</param>
    /// <exception cref="InvalidOperationException">It is the registration of an inbox, which has no tenants.</exception>
    public static IWebhookDispatchBuilder UseTenantQuotas(this IWebhookDispatchBuilder builder, Func<string, TenantQuota?> find)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(find);
        if (builder.IsInbox)
        {
            throw new InvalidOperationException("An inbox takes what its senders have signed, without quotas. Call it on what AddWebhookDispatch returns.");
        }

        builder.Services.AddSingleton<ITenantQuotas>(new DelegatedQuotas(find));
        return builder;
    }
}
