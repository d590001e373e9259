using Microsoft.Extensions.Logging;
using WebhookDispatch.Retries;

namespace WebhookDispatch.Dispatching;

/// <summary>Waits after the store has failed: for 100 ms, doubling to 30 s at most with jitter, until it works again.</summary>
internal sealed partial class StoreBackoff(DispatchHealth health, RandomSource random, TimeProvider timeProvider, ILogger logger)
{
    private const double JitterRatio = 0.5;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30) / (1 + JitterRatio);

    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(1);

    private TimeSpan _look = ShortestLook;
    private int _failures;

    /// <summary>Waits, or until a call elsewhere has shown that the store works: what is published then must not lie for half a minute.</summary>
    internal async Task WaitAsync(Exception exception, CancellationToken cancellationToken)
    {
        _failures++;
        var left = Backoff.Jitter(Backoff.Exponential(_failures, Shortest, Longest), JitterRatio, random.NextDouble());
        var successes = health.Successes;
        health.Trouble = exception.Message;
        Log.StoreFailed(logger, left, exception);
        while (left > TimeSpan.Zero && !cancellationToken.IsCancellationRequested)
        {
            var next = left < _look ? left : _look;
            await Task.Delay(next, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            left -= next;
            if (health.Successes != successes && left > TimeSpan.Zero)
            {
                // Where other calls succeed and this one goes on failing, it must not fail for ever at this pace.
                _look = _look * 2 < Longest ? _look * 2 : Longest;
                return;
            }
        }
    }

    internal void Worked()
    {
        health.Succeeded();
        if (_failures == 0)
        {
            return;
        }

        (_failures, _look) = (0, ShortestLook);
        health.Trouble = null;
        Log.StoreRecovered(logger);
    }

    private static partial class Log
    {
        [LoggerMessage(1601, LogLevel.Error, "The webhook store failed; trying again in {Wait}. Nothing is lost: claimed deliveries become due again when their lease ends.")]
        internal static partial void StoreFailed(ILogger logger, TimeSpan wait, Exception exception);

        [LoggerMessage(1602, LogLevel.Information, "The webhook store works again.")]
        internal static partial void StoreRecovered(ILogger logger);
    }
}
