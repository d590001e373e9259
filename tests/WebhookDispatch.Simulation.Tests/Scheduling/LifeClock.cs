namespace WebhookDispatch.Simulation.Tests.Scheduling;

/// <summary>The world's time as one process sees it; without a process, as the store does.</summary>
internal sealed class LifeClock(World world, Life? life = null) : TimeProvider
{
    /// <summary>How far the store's clock is off.</summary>
    internal TimeSpan Error { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => World.Beginning + world.Elapsed + Error + (life?.ClockError ?? TimeSpan.Zero);

    public override long GetTimestamp() => world.Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(world, life, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(World world, Life? life, TimerCallback callback, object? state) : ITimer
    {
        private Appointment? _next;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _next?.Cancel();
            _next = dueTime == Timeout.InfiniteTimeSpan ? null : world.At(dueTime, life, Fire);
            _period = period;
            return true;
        }

        public void Dispose() => _next?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            _next = _period > TimeSpan.Zero ? world.At(_period, life, Fire) : null;
            callback(state);
        }
    }
}
