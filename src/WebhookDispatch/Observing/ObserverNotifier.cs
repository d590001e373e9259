using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace WebhookDispatch.Observing;

/// <summary>
/// Tells every observer, on a line of its own, so that none holds up a delivery or another observer. Stops with the host, after
/// the dispatcher: what has happened until then is told.
/// </summary>
/// <param name="observers">Finds them when the host starts, at the latest when there is something to tell: an observer may ask for what tells it, such as the publisher.</param>
/// <param name="timeProvider">For waiting.</param>
/// <param name="logger">Told of observers that throw or are too far behind.</param>
internal sealed class ObserverNotifier(Func<IEnumerable<IWebhookObserver>> observers, TimeProvider timeProvider, ILogger<ObserverNotifier> logger) : IHostedService
{
    /// <summary>How many notices may wait for one observer; each holds its event.</summary>
    internal const int MostWaiting = 16_384;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestWaitAtEnd = TimeSpan.FromSeconds(5);

    private readonly Lazy<ObserverLine[]> _lines = new(() => [.. observers().Select(observer => new ObserverLine(observer, MostWaiting, logger))]);

    internal bool HasObservers => _lines.Value.Length > 0;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Here, so that an observer that cannot be made stops the host with its message.
        _ = _lines.Value;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => WaitAsync(_lines.Value.Select(line => line.WhenTold(evenIfBehind: true)), LongestWaitAtEnd, cancellationToken);

    internal void Notify<TState>(TState state, Func<IWebhookObserver, TState, ValueTask> tell)
    {
        var lines = _lines.Value;
        if (lines.Length == 0)
        {
            return;
        }

        var notice = new Notice<TState>(state, tell);
        foreach (var line in lines)
        {
            line.Add(notice);
        }
    }

    /// <summary>Waits until observers have been told what has happened until now, so that a caller finds it done; for one that blocks, a tenth of a second and then no more.</summary>
    internal async ValueTask WhenToldAsync()
    {
        foreach (var line in _lines.Value)
        {
            var told = line.WhenTold(evenIfBehind: false);
            if (!told.IsCompleted)
            {
                await WaitAsync([told], LongestWait, CancellationToken.None).ConfigureAwait(false);
                if (!told.IsCompleted)
                {
                    line.NoteBehind();
                }
            }
        }
    }

    private async Task WaitAsync(IEnumerable<Task> tasks, TimeSpan longest, CancellationToken cancellationToken) =>
        await Task.WhenAll(tasks).WaitAsync(longest, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
