using Microsoft.Extensions.Hosting;

namespace WebhookDispatch.Simulation.Tests.Scheduling;

/// <summary>In place of the framework's background service, which begins its work on the thread pool.</summary>
internal abstract class SimulatedService : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _work = SimulatedWork.Run(() => ExecuteAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelHere();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public virtual void Dispose() => _stopping.Dispose();

    protected abstract Task ExecuteAsync(CancellationToken stoppingToken);
}
