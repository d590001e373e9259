using Microsoft.Extensions.Hosting;

namespace ConsoleSender;

/// <summary>Says that nothing more is begun, once that is so: the dispatcher, which is registered first, has stopped claiming by then.</summary>
internal sealed class StopLine(CancellationToken stopping) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (stopping.IsCancellationRequested)
        {
            Console.Error.WriteLine("Stopping: nothing more is begun, and attempts in flight may end.");
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
