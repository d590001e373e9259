using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace WebhookDispatch.Egress;

/// <summary>Says at start that attempts may reach this machine, where nobody is developing.</summary>
internal sealed partial class LoopbackWarning(IServiceProvider services, ILogger<LoopbackWarning> logger) : IHostedService
{
    // The options are asked for here: hosted services are made before the options are checked.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (services.GetRequiredService<EgressOptions>().AllowLoopback && services.GetService<IHostEnvironment>() is { } environment && !environment.IsDevelopment())
        {
            Log.LoopbackAllowed(logger, environment.EnvironmentName);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1021, LogLevel.Warning, "Egress.AllowLoopback is true in the environment {Environment}: whoever can register an endpoint reaches every service of this machine. Turn it off outside development.")]
        internal static partial void LoopbackAllowed(ILogger logger, string environment);
    }
}
