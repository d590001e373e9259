using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Dispatching;

namespace WebhookDispatch;

/// <summary>Adds a health check of the dispatcher.</summary>
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
}
