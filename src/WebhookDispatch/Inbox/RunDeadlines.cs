using WebhookDispatch.Attempts;

namespace WebhookDispatch.Inbox;

/// <summary>
/// Cancels the runs of handlers whose time is over, and all of them when a shutdown cuts them off. Every run has the same time, so they
/// end in the order in which they began, and one timer for the oldest is enough: a timer and a registration for each would cost more
/// than a short handler does.
/// </summary>
internal sealed class RunDeadlines(TimeSpan timeout, TimeProvider time)
{
    private const int MaxKept = 256;

    private readonly Lock _gate = new();
    private readonly Stack<RunDeadline> _idle = new();
    private readonly AgeLine<RunDeadline> _running = new();
    private readonly long _ticks = (long)(timeout.TotalSeconds * time.TimestampFrequency);
    private ITimer? _alarm;
    private bool _alarmIsSet;
    private CancellationToken _cutOff;

    /// <summary>Begins the time of a run.</summary>
    /// <param name="started">The timestamp at which it began.</param>
    /// <param name="cutOff">Ends all runs at once; the same for every run.</param>
    internal RunDeadline Begin(long started, CancellationToken cutOff)
    {
        RunDeadline begun;
        lock (_gate)
        {
            if (_cutOff != cutOff)
            {
                _cutOff = cutOff;
                cutOff.UnsafeRegister(static deadlines => ((RunDeadlines)deadlines!).CancelUntil(long.MaxValue), this);
            }

            begun = _idle.TryPop(out var kept) ? kept : new RunDeadline();
            begun.EndsAt = started + _ticks;
            begun.IsRunning = true;
            _running.Add(begun);
            SetAlarm(timeout);
        }

        if (cutOff.IsCancellationRequested)
        {
            CancelUntil(long.MaxValue);
        }

        return begun;
    }

    /// <summary>Takes back what a run that has ended has no more use for.</summary>
    internal void End(RunDeadline ended)
    {
        lock (_gate)
        {
            if (!ended.IsRunning)
            {
                return;
            }

            ended.IsRunning = false;
            _running.Remove(ended);
            if (_idle.Count < MaxKept && ended.Source.TryReset())
            {
                _idle.Push(ended);
            }
        }
    }

    private void OnAlarm()
    {
        lock (_gate)
        {
            _alarmIsSet = false;
        }

        CancelUntil(time.GetTimestamp());
    }

    private void CancelUntil(long now)
    {
        lock (_gate)
        {
            while (_running.Oldest is { } first && first.EndsAt <= now)
            {
                first.IsRunning = false;
                _running.Remove(first);

                // What handlers have registered is called elsewhere, outside the lock.
                _ = first.Source.CancelAsync();
            }

            if (_running.Oldest is { } next)
            {
                SetAlarm(time.GetElapsedTime(now, next.EndsAt));
            }
        }
    }

    // One that is set stays: none that began later ends earlier, and when it rings it is set for the oldest that is left.
    private void SetAlarm(TimeSpan wait)
    {
        if (_alarmIsSet)
        {
            return;
        }

        _alarmIsSet = true;
        _alarm ??= time.CreateTimer(static deadlines => ((RunDeadlines)deadlines!).OnAlarm(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _alarm.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }
}
