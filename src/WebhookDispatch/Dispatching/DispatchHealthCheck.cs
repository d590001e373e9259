using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebhookDispatch.Directory;

namespace WebhookDispatch.Dispatching;

/// <summary>Degraded while the store fails, or while endpoints wait for a key; the dispatcher recovers by itself.</summary>
internal sealed class DispatchHealthCheck(IServiceProvider application) : IHealthCheck
{
    private const int MostNamed = 10;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = application.GetService<DispatchHealth>()
            ?? throw new InvalidOperationException("There is no dispatcher whose health could be checked; add a store after AddWebhookDispatch, such as .UseSqlite(\"webhooks.db\").");
        return Task.FromResult((health.Trouble ?? WithoutKey()) is { } trouble ? HealthCheckResult.Degraded(trouble) : HealthCheckResult.Healthy());
    }

    private string? WithoutKey()
    {
        var waiting = application.GetRequiredService<EndpointDirectory>().Snapshot.Unreadable;
        return waiting.Count == 0
            ? null
            : $"Deliveries wait for {waiting.Count} endpoints whose secrets cannot be read, because their key is missing: {string.Join(", ", waiting.Take(MostNamed))}{(waiting.Count > MostNamed ? ", …" : "")}.";
    }
}
