using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Inbox;

namespace WebhookDispatch;

/// <summary>Adds health checks of the dispatcher and of the inbox.</summary>
public static class WebhookDispatchHealthChecksBuilderExtensions
{
    /// <summary>Degraded while the store fails, or while endpoints wait because the key of their secrets is missing; the dispatcher goes on by itself. Needs a store, such as <c>UseSqlite</c>.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name; by default <c>webhook-dispatch</c>.</param>
    public static IHealthChecksBuilder AddWebhookDispatch(this IHealthChecksBuilder builder, string name = "webhook-dispatch")
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<DispatchHealthCheck>(name);
    }

    /// <summary>Degraded while the inbox's store fails, or while handlers that failed are left alone; the inbox goes on by itself. Needs <c>AddWebhookInbox</c>.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name; by default <c>webhook-inbox</c>.</param>
    public static IHealthChecksBuilder AddWebhookInbox(this IHealthChecksBuilder builder, string name = "webhook-inbox")
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<InboxHealthCheck>(name);
    }
}
