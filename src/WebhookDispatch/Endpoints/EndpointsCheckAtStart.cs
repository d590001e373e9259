using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace WebhookDispatch.Endpoints;

/// <summary>Stops the host on a registered endpoint that cannot be used, which would otherwise show at the first send.</summary>
internal sealed class EndpointsCheckAtStart(IServiceProvider services) : IHostedService
{
    // Asked for here and not in the constructor: hosted services are made before the options are checked, and a fault in
    // the options has to be told first.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = services.GetRequiredService<RegisteredEndpoints>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
