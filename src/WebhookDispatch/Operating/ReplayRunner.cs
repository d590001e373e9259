using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Directory;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Publishing;

namespace WebhookDispatch.Operating;

/// <summary>Works off running replays, a second's worth of each a second.</summary>
internal sealed partial class ReplayRunner(
    OpenStore store, IHandOff handOff, DispatchingOptions options, TimeProvider timeProvider, ILogger<ReplayRunner> logger)
    : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    // While nothing runs only another process can begin a replay, and that may take a while to be seen.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _woken = new(0);

    // A replay that begins wakes the runner: without this those under way would take their second's worth again.
    private readonly Dictionary<string, long> _steppedAt = new(StringComparer.Ordinal);

    public override void Dispose()
    {
        _woken.Dispose();
        base.Dispose();
    }

    internal void Wake() => _woken.Release();

    /// <summary>One step of every running replay.</summary>
    /// <returns>Whether any is still running.</returns>
    internal async ValueTask<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        var running = false;
        foreach (var (progress, text) in await ReplayNotes.ListAsync(opened, cancellationToken).ConfigureAwait(false))
        {
            if (progress.State != ReplayState.Running)
            {
                _steppedAt.Remove(progress.Id);
                continue;
            }

            if (_steppedAt.TryGetValue(progress.Id, out var steppedAt) && timeProvider.GetElapsedTime(steppedAt) < Step)
            {
                running = true;
                continue;
            }

            // Two processes that work off the same replay would double its rate.
            if (opened is Stores.IStoreLeadership shared && !await shared.LeadAsync("replay", Lead, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            _steppedAt[progress.Id] = timeProvider.GetTimestamp();
            var batch = await opened.ReplayDeliveriesAsync(progress.Filter, progress.LastId, progress.PerSecond, cancellationToken).ConfigureAwait(false);
            var completed = batch.Replayed < progress.PerSecond;
            var next = progress with
            {
                Replayed = progress.Replayed + batch.Replayed,
                LastId = batch.LastId,
                State = completed ? ReplayState.Completed : ReplayState.Running,
            };

            // Refused when it was cancelled meanwhile; what was put back stays, as cancelling says.
            await opened.WriteNoteAsync(ReplayNotes.Key(progress.Id), text, ReplayNotes.Write(next), cancellationToken).ConfigureAwait(false);
            running |= !completed;
            if (batch.Replayed > 0)
            {
                handOff.Signal();
            }
        }

        return running;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Enabled && !stoppingToken.IsCancellationRequested)
        {
            var wait = Rest;
            try
            {
                wait = await RunOnceAsync(stoppingToken).ConfigureAwait(false) ? Step : Rest;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.StepFailed(logger, exception);
            }

            await WaitAsync(wait, stoppingToken).ConfigureAwait(false);
        }
    }

    private async ValueTask WaitAsync(TimeSpan wait, CancellationToken stoppingToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var timer = timeProvider.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), enough, wait, Timeout.InfiniteTimeSpan);
        await _woken.WaitAsync(enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Error, "A step of a replay failed; it is tried again.")]
        internal static partial void StepFailed(ILogger logger, Exception exception);
    }
}
