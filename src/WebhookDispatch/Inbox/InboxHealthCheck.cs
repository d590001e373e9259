using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebhookDispatch.Dispatching;

namespace WebhookDispatch.Inbox;

/// <summary>Degraded while the inbox's store fails, or while receivers are left alone because their handlers failed.</summary>
internal sealed class InboxHealthCheck(IServiceProvider application) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var inbox = application.GetService<InboxHost>()?.Services
            ?? throw new InvalidOperationException("There is no inbox whose health could be checked; register one with AddWebhookInbox.");
        var trouble = inbox.GetRequiredService<DispatchHealth>().Trouble ?? LeftAlone(inbox.GetRequiredService<InboxReceivers>());
        return Task.FromResult(trouble is null ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(trouble));
    }

    private static string? LeftAlone(InboxReceivers receivers)
    {
        string[] open = [.. receivers.All.Where(target => !target.Circuit.IsClosed).Select(target => target.Receiver.Name).Order(StringComparer.Ordinal)];
        return open.Length == 0 ? null : $"Handlers that kept failing are left alone for a while: {string.Join(", ", open)}.";
    }
}
