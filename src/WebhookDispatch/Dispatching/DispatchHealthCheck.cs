using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace WebhookDispatch.Dispatching;

/// <summary>Degraded while the store fails; the dispatcher recovers by itself.</summary>
internal sealed class DispatchHealthCheck(DispatchHealth health) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(health.Trouble is { } trouble ? HealthCheckResult.Degraded(trouble) : HealthCheckResult.Healthy());
}
