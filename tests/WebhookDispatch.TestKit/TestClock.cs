namespace WebhookDispatch.TestKit;

/// <summary>A clock that moves only when told to. Timers fire inside <see cref="Advance"/>, in order of their due time.</summary>
public sealed class TestClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the time, firing what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (TakeNextDue(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _now = end;
        }
    }

    /// <summary>Completes when at least so many timers of this length are waiting: a sleeper has gone to sleep.</summary>
    public Task WhenSleepingAsync(Func<TimeSpan, bool> length, int count = 1)
    {
        lock (_gate)
        {
            if (_timers.Count(timer => timer.DueAt is not null && length(timer.Length)) >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _sleepWatchers.Add((length, count, reached));
            return reached.Task;
        }
    }

    /// <summary>The lengths of the timers that are waiting.</summary>
    public IReadOnlyList<TimeSpan> Sleeping
    {
        get
        {
            lock (_gate)
            {
                return [.. _timers.Where(timer => timer.DueAt is not null).Select(timer => timer.Length)];
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private readonly List<(Func<TimeSpan, bool> Length, int Count, TaskCompletionSource Reached)> _sleepWatchers = [];

    private Timer? TakeNextDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.DueAt <= end).MinBy(timer => timer.DueAt);
            if (next is null)
            {
                return null;
            }

            _now = next.DueAt!.Value > _now ? next.DueAt.Value : _now;
            next.Rearm(_now);
            return next;
        }
    }

    private void Schedule(Timer timer, TimeSpan dueTime, TimeSpan period)
    {
        List<TaskCompletionSource> reached = [];
        lock (_gate)
        {
            timer.Set(_now, dueTime, period);
            _timers.Remove(timer);
            if (timer.DueAt is not null)
            {
                _timers.Add(timer);
            }

            _sleepWatchers.RemoveAll(watcher =>
            {
                var met = _timers.Count(waiting => watcher.Length(waiting.Length)) >= watcher.Count;
                if (met)
                {
                    reached.Add(watcher.Reached);
                }

                return met;
            });
        }

        reached.ForEach(watcher => watcher.SetResult());
    }

    private void Forget(Timer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class Timer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        internal DateTimeOffset? DueAt { get; private set; }

        internal TimeSpan Length { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Schedule(this, dueTime, period);
            return true;
        }

        public void Dispose() => clock.Forget(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Set(DateTimeOffset now, TimeSpan dueTime, TimeSpan period)
        {
            DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : now + dueTime;
            Length = dueTime;
            _period = period;
        }

        internal void Rearm(DateTimeOffset now)
        {
            if (_period > TimeSpan.Zero)
            {
                DueAt = now + _period;
            }
            else
            {
                DueAt = null;
                clock._timers.Remove(this);
            }
        }

        internal void Fire() => callback(state);
    }
}
