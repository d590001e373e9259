using Microsoft.Extensions.Logging;
using WebhookDispatch.Retries;

namespace WebhookDispatch.Dispatching;

/// <summary>How long to wait after the store has failed: doubling from 100 ms to 30 s, with jitter, until it works again.</summary>
internal sealed partial class StoreBackoff(DispatchHealth health, RandomSource random, ILogger logger)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private int _failures;

    internal TimeSpan Failed(Exception exception)
    {
        _failures++;
        var wait = Backoff.Jitter(Backoff.Exponential(_failures, Shortest, Longest), 0.5, random.NextDouble());
        health.Trouble = exception.Message;
        Log.StoreFailed(logger, wait, exception);
        return wait;
    }

    internal void Worked()
    {
        if (_failures == 0)
        {
            return;
        }

        _failures = 0;
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
