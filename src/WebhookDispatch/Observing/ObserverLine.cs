using Microsoft.Extensions.Logging;

namespace WebhookDispatch.Observing;

/// <summary>What one observer has still to be told, in order. One that blocks holds up this line and nobody else.</summary>
internal sealed partial class ObserverLine(IWebhookObserver observer, int most, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _waiting = new();
    private bool _isTelling;
    private bool _isFull;
    private volatile bool _isBehind;

    internal void Add(Notice notice)
    {
        bool begins;
        lock (_gate)
        {
            if (_waiting.Count >= most)
            {
                if (!_isFull)
                {
                    _isFull = true;
                    Log.ObserverIsFull(logger, observer.GetType().Name, most);
                }

                return;
            }

            begins = Enqueue(new Entry(notice, null));
        }

        Begin(begins);
    }

    /// <summary>Completes when all that was added until now has been told. Completed for an observer that is known to be behind: it is not waited for.</summary>
    internal Task WhenTold(bool evenIfBehind)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool begins;
        lock (_gate)
        {
            if ((!_isTelling && _waiting.Count == 0) || (_isBehind && !evenIfBehind))
            {
                return Task.CompletedTask;
            }

            begins = Enqueue(new Entry(null, reached));
        }

        Begin(begins);
        return reached.Task;
    }

    /// <summary>It was waited for in vain: until it has caught up nobody waits for it again.</summary>
    internal void NoteBehind() => _isBehind = true;

    private bool Enqueue(Entry entry)
    {
        _waiting.Enqueue(entry);
        var begins = !_isTelling;
        _isTelling = true;
        return begins;
    }

    private void Begin(bool begins)
    {
        if (begins)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static line => line.TellAll(), this, preferLocal: false);
        }
    }

    private void TellAll()
    {
        while (TryTake(out var entry))
        {
            entry.Reached?.TrySetResult();
            if (entry.Notice is { } notice)
            {
                Tell(notice);
            }
        }
    }

    private bool TryTake(out Entry entry)
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out entry))
            {
                return true;
            }

            _isTelling = false;
            _isFull = false;
            _isBehind = false;
            return false;
        }
    }

    private void Tell(Notice notice)
    {
        try
        {
            var told = notice.TellAsync(observer);
            if (!told.IsCompletedSuccessfully)
            {
                _ = WatchAsync(told);
            }
        }
        catch (Exception exception)
        {
            Log.ObserverFailed(logger, observer.GetType().Name, exception);
        }
    }

    private async Task WatchAsync(Task told)
    {
        try
        {
            await told.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.ObserverFailed(logger, observer.GetType().Name, exception);
        }
    }

    /// <summary>A notice, or the place in the line up to which somebody waits.</summary>
    private readonly record struct Entry(Notice? Notice, TaskCompletionSource? Reached);

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Error, "The webhook observer {Observer} threw. Deliveries are not affected.")]
        internal static partial void ObserverFailed(ILogger logger, string observer, Exception exception);

        [LoggerMessage(1202, LogLevel.Warning, "The webhook observer {Observer} is behind by {Notices} notices: until it has caught up it is told nothing more. Deliveries are not affected. Let it hand over what it is told and return.")]
        internal static partial void ObserverIsFull(ILogger logger, string observer, int notices);
    }
}
