using System.Threading.Channels;

namespace WebhookDispatch.Dispatching;

/// <summary>Wakes one sleeper: by a call, or after a time. Calls while nobody sleeps are kept as one.</summary>
internal sealed class WakeSignal : IDisposable
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _alarm;

    internal WakeSignal(TimeProvider timeProvider) =>
        _alarm = timeProvider.CreateTimer(static signal => ((WakeSignal)signal!).Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _alarm.Dispose();

    internal void Set() => _calls.Writer.TryWrite(true);

    internal async ValueTask WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (_calls.Reader.TryRead(out _))
        {
            return;
        }

        _alarm.Change(longest, Timeout.InfiniteTimeSpan);
        await _calls.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        _alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
