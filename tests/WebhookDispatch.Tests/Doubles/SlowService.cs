using Microsoft.Extensions.Hosting;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>A service of the application that takes its time to stop.</summary>
internal sealed class SlowService : IHostedService
{
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayStop = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task IsStopping => _stopping.Task;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.TrySetResult();
        return _mayStop.Task;
    }

    internal void MayStop() => _mayStop.TrySetResult();
}
