using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>
/// Shares the slots among endpoints: each has a line of its own and a cap, endpoints take turns, and an attempt that grows
/// old gives its slot back to those behind it. One lock guards it all; what runs under it never waits.
/// </summary>
internal sealed class RunnerPool : IDisposable
{
    private const int RoomPerEndpoint = 256;

    private readonly DispatchingOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<InFlightAttempt> _start;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EndpointRunner> _runners = new(StringComparer.Ordinal);
    private readonly Queue<EndpointRunner> _line = new();
    private readonly PriorityQueue<EndpointRunner, long> _sleepers = new();
    private readonly Queue<InFlightAttempt> _byAge = new();
    private readonly ITimer _alarm;
    private readonly long _slowAfter;
    private TaskCompletionSource? _emptied;
    private long _startWithin;
    private int _inFlight;
    private int _slow;
    private int _retries;
    private int _held;
    private int _claimed;
    private bool _stopped;

    /// <param name="options">The dispatcher's options.</param>
    /// <param name="time">The clock.</param>
    /// <param name="start">Begins an attempt; called outside the lock.</param>
    internal RunnerPool(DispatchingOptions options, TimeProvider time, Action<InFlightAttempt> start)
    {
        _options = options;
        _time = time;
        _start = start;
        _slowAfter = Ticks(options.SlowAfter);
        _alarm = time.CreateTimer(static pool => ((RunnerPool)pool!).OnAlarm(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised, outside the lock, when slots have come free that a claim could fill.</summary>
    internal event Action? RoomFreed;

    /// <summary>How long after a claim an attempt may still begin.</summary>
    internal TimeSpan StartWithin
    {
        set => Volatile.Write(ref _startWithin, Ticks(value));
    }

    /// <summary>How much an endpoint may have in flight and begin in a second, in its present form. Called under the lock.</summary>
    internal required Func<string, (int MaxInFlight, double? PerSecond)> LimitsOf { get; init; }

    /// <summary>Takes what was held too long to begin within its lease; called outside the lock.</summary>
    internal required Action<LeasedDelivery> Late { get; init; }

    public void Dispose() => _alarm.Dispose();

    /// <summary>What a claim may take now.</summary>
    internal (int Slots, bool FirstAttemptsOnly, Dictionary<string, int> Capacity) RoomForClaim()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var capacity = new Dictionary<string, int>(_runners.Count, StringComparer.Ordinal);
            foreach (var (id, runner) in _runners)
            {
                capacity[id] = runner.Room(now);
            }

            // Handed-over deliveries that wait for a turn will take slots, too; but a publisher that never pauses must not
            // keep retries out for ever: a quarter of the slots is always open to claims.
            var free = _options.MaxInFlight - (_inFlight - _slow) - _line.Count;
            var slots = _stopped ? 0 : Math.Max(0, Math.Max(free, Math.Max(1, _options.MaxInFlight / 4) - _claimed));
            return (slots, _retries >= Math.Max(1, _options.MaxInFlight * 3 / 4), capacity);
        }
    }

    internal bool TryReserve(string endpointId)
    {
        lock (_gate)
        {
            if (_stopped || _held >= _options.MaxHandOff)
            {
                return false;
            }

            var runner = Runner(endpointId);
            if (runner.IsParked(_time.GetTimestamp()) || runner.Waiting.Count + runner.Reserved >= RoomPerEndpoint)
            {
                return false;
            }

            runner.Reserved++;
            _held++;
            return true;
        }
    }

    internal void Return(string endpointId)
    {
        lock (_gate)
        {
            Runner(endpointId).Reserved--;
            _held--;
        }
    }

    /// <summary>Takes a delivery in.</summary>
    /// <returns>Whether it was taken; a stopped pool takes none.</returns>
    internal bool TryAdd(LeasedDelivery delivery, bool reserved)
    {
        lock (_gate)
        {
            var runner = Runner(delivery.EndpointId);
            if (reserved)
            {
                runner.Reserved--;
                _held--;
            }

            if (_stopped)
            {
                return false;
            }

            runner.Waiting.Enqueue(new HeldDelivery(delivery, _time.GetTimestamp() + Volatile.Read(ref _startWithin), !reserved));
            _held++;
            CountClaimed(runner, reserved ? 0 : 1);
            Line(runner);
            return true;
        }
    }

    /// <summary>Begins attempts until the slots or the deliveries run out.</summary>
    internal void Pump()
    {
        InFlightAttempt? attempt;
        do
        {
            List<LeasedDelivery>? late = null;
            attempt = TakeNext(ref late);
            late?.ForEach(Late);
            if (attempt is not null)
            {
                _start(attempt);
            }
        }
        while (attempt is not null);
    }

    /// <summary>Ends an attempt and frees its slot.</summary>
    internal void Complete(InFlightAttempt attempt, AttemptVerdict verdict)
    {
        lock (_gate)
        {
            attempt.IsDone = true;
            attempt.Runner.InFlight--;
            attempt.Runner.LastUsed = _time.GetTimestamp();
            attempt.Runner.Learn(verdict);
            CountClaimed(attempt.Runner, attempt.IsClaimed ? -1 : 0);
            _inFlight--;
            _slow -= attempt.IsSlow ? 1 : 0;
            _retries -= attempt.IsRetry ? 1 : 0;
            Line(attempt.Runner);
            if (_inFlight == 0)
            {
                _emptied?.TrySetResult();
            }
        }

        Pump();
        RoomFreed?.Invoke();
    }

    /// <summary>Leaves an endpoint alone for a while.</summary>
    /// <returns>What it held; hand it back to the store.</returns>
    internal IReadOnlyList<LeasedDelivery> Park(string endpointId, TimeSpan wait)
    {
        lock (_gate)
        {
            var runner = Runner(endpointId);
            runner.Park(_time.GetTimestamp() + Ticks(wait));
            return Drain(runner);
        }
    }

    /// <summary>Ends every parking: endpoints have changed.</summary>
    internal void UnparkAll()
    {
        lock (_gate)
        {
            foreach (var runner in _runners.Values)
            {
                runner.Unpark();
                Line(runner);
            }
        }

        Pump();
    }

    /// <summary>How long until a parked endpoint may be tried again; <see langword="null"/> when none is parked.</summary>
    internal TimeSpan? NextUnparkIn()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            long? first = null;
            foreach (var runner in _runners.Values)
            {
                if (runner.ParkedUntil > now && (first is null || runner.ParkedUntil < first))
                {
                    first = runner.ParkedUntil;
                }
            }

            return first is { } at ? _time.GetElapsedTime(now, at) : null;
        }
    }

    /// <summary>Forgets endpoints that have had nothing to do for a minute.</summary>
    internal void ForgetIdle()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            foreach (var runner in _runners.Values.Where(runner =>
                runner.IsIdle && !runner.IsInLine && !runner.IsParked(now) && now - runner.LastUsed > _time.TimestampFrequency * 60).ToList())
            {
                _runners.Remove(runner.EndpointId);
            }
        }
    }

    /// <summary>Begins nothing more.</summary>
    /// <returns>What was held without an attempt; hand it back to the store.</returns>
    internal IReadOnlyList<LeasedDelivery> Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            return [.. _runners.Values.SelectMany(Drain)];
        }
    }

    /// <summary>Completes when no attempt is in flight.</summary>
    internal Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            if (_inFlight == 0)
            {
                return Task.CompletedTask;
            }

            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _emptied.Task;
        }
    }

    private InFlightAttempt? TakeNext(ref List<LeasedDelivery>? late)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            while (!_stopped && _inFlight - _slow < _options.MaxInFlight && _line.TryDequeue(out var runner))
            {
                runner.IsInLine = false;
                DropLate(runner, now, ref late);
                Configure(runner);
                if (!runner.CanStart(now))
                {
                    SleepUntilItCan(runner, now);
                    continue;
                }

                var attempt = new InFlightAttempt(runner, runner.Waiting.Dequeue(), now);
                _held--;
                _inFlight++;
                _retries += attempt.IsRetry ? 1 : 0;
                runner.Started(now, _time.TimestampFrequency);
                _byAge.Enqueue(attempt);
                if (_byAge.Count == 1)
                {
                    SetAlarm(now);
                }

                Line(runner);
                return attempt;
            }

            return null;
        }
    }

    // Its lease could end while the attempt is on its way. Handed back rather than left to the lease, which would count the
    // claim: an endpoint with a low rate would see its deliveries taken for ones that kill their process.
    private void DropLate(EndpointRunner runner, long now, ref List<LeasedDelivery>? late)
    {
        while (runner.Waiting.TryPeek(out var held) && held.StartBy < now)
        {
            runner.Waiting.Dequeue();
            _held--;
            CountClaimed(runner, held.IsClaimed ? -1 : 0);
            (late ??= []).Add(held.Delivery);
        }
    }

    private void Line(EndpointRunner runner)
    {
        if (!runner.IsInLine && runner.Waiting.Count > 0)
        {
            runner.IsInLine = true;
            _line.Enqueue(runner);
        }
    }

    private void SleepUntilItCan(EndpointRunner runner, long now)
    {
        if (runner.StartsAt(now) is { } at)
        {
            _sleepers.Enqueue(runner, at);
            SetAlarm(now);
        }
    }

    private void OnAlarm()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            while (_sleepers.TryPeek(out var runner, out var at) && at <= now)
            {
                _sleepers.Dequeue();
                Line(runner);
            }

            while (_byAge.TryPeek(out var attempt) && (attempt.IsDone || now - attempt.StartedAt >= _slowAfter))
            {
                if (!attempt.IsDone && _slow >= _options.MaxSlowInFlight)
                {
                    break;
                }

                _byAge.Dequeue();
                if (!attempt.IsDone)
                {
                    attempt.IsSlow = true;
                    _slow++;
                }
            }

            SetAlarm(now);
        }

        Pump();
        RoomFreed?.Invoke();
    }

    private void SetAlarm(long now)
    {
        var at = _sleepers.TryPeek(out _, out var wakes) ? wakes : long.MaxValue;
        if (_byAge.TryPeek(out var oldest))
        {
            // When every slow slot is taken the oldest stays; looking again after the same time is soon enough.
            at = Math.Min(at, Math.Max(oldest.StartedAt, now - _slowAfter + 1) + _slowAfter);
        }

        _alarm.Change(
            at == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Ceiling(_time.GetElapsedTime(now, Math.Max(at, now)).TotalMilliseconds) + 1),
            Timeout.InfiniteTimeSpan);
    }

    private List<LeasedDelivery> Drain(EndpointRunner runner)
    {
        var drained = runner.Waiting.Select(held => held.Delivery).ToList();
        _held -= drained.Count;
        CountClaimed(runner, -runner.Waiting.Count(held => held.IsClaimed));
        runner.Waiting.Clear();
        return drained;
    }

    private void CountClaimed(EndpointRunner runner, int by)
    {
        runner.Claimed += by;
        _claimed += by;
    }

    private EndpointRunner Runner(string endpointId)
    {
        if (!_runners.TryGetValue(endpointId, out var runner))
        {
            runner = new EndpointRunner(endpointId) { LastUsed = _time.GetTimestamp() };
            Configure(runner);
            _runners.Add(endpointId, runner);
        }

        return runner;
    }

    private void Configure(EndpointRunner runner)
    {
        var (maxInFlight, perSecond) = LimitsOf(runner.EndpointId);
        runner.Configure(maxInFlight, perSecond);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
