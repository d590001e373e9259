using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>
/// Shares the slots among endpoints: each has a line of its own and a cap, endpoints take turns, and an attempt that grows
/// old gives its slot back to those behind it. One lock guards it all; what runs under it never waits.
/// </summary>
internal sealed partial class RunnerPool : IDisposable
{
    private const int RoomPerEndpoint = 256;

    private readonly DispatchingOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<InFlightAttempt> _start;
    private readonly Lock _gate = new();
    private readonly RunnerTable _runners;
    private readonly AttemptSlots _slots;
    private readonly RunnerLine _line = new();
    private readonly ITimer _alarm;
    private long _startWithin;
    private long _alarmAt = long.MaxValue;
    private int _mostAhead;
    private bool _starved;
    private bool _stopped;

    /// <param name="options">The dispatcher's options.</param>
    /// <param name="time">The clock.</param>
    /// <param name="start">Begins an attempt; called outside the lock.</param>
    internal RunnerPool(DispatchingOptions options, TimeProvider time, Action<InFlightAttempt> start)
    {
        _options = options;
        _time = time;
        _start = start;
        _runners = new RunnerTable(endpointId => LimitsOf!(endpointId), time);
        _slots = new AttemptSlots(options, Ticks(options.SlowAfter));
        _alarm = time.CreateTimer(static pool => ((RunnerPool)pool!).OnAlarm(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised, outside the lock, when slots have come free that a claim could fill.</summary>
    internal event Action? RoomFreed;

    /// <summary>How long after a claim an attempt may still begin.</summary>
    internal TimeSpan StartWithin { set => Volatile.Write(ref _startWithin, Ticks(value)); }

    /// <summary>How much an endpoint may have in flight and begin in a second, in its present form. Called under the lock.</summary>
    internal required Func<string, (int MaxInFlight, double? PerSecond)> LimitsOf { get; init; }

    /// <summary>Takes what was held too long to begin within its lease; called outside the lock.</summary>
    internal required Action<LeasedDelivery> Late { get; init; }

    public void Dispose() => _alarm.Dispose();

    internal bool TryReserve(string endpointId)
    {
        lock (_gate)
        {
            if (_stopped || _runners.Held >= _options.MaxHandOff)
            {
                return false;
            }

            var runner = _runners.Get(endpointId);
            if (runner.IsParked(_time.GetTimestamp()) || runner.Waiting.Count + runner.Reserved >= RoomPerEndpoint)
            {
                return false;
            }

            runner.Reserved++;
            _runners.Held++;
            return true;
        }
    }

    internal void Return(string endpointId)
    {
        lock (_gate)
        {
            _runners.Get(endpointId).Reserved--;
            _runners.Held--;
        }
    }

    /// <summary>Takes a delivery in.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="reserved">Whether its place was reserved by who hands it over; otherwise it was claimed.</param>
    /// <param name="isShared">Whether its claim minded what all processes hold for its endpoint.</param>
    /// <returns>Whether it was taken; a stopped pool takes none.</returns>
    internal bool TryAdd(LeasedDelivery delivery, bool reserved, bool isShared = false)
    {
        lock (_gate)
        {
            var runner = _runners.Get(delivery.EndpointId);
            if (reserved)
            {
                runner.Reserved--;
                _runners.Held--;
            }

            if (_stopped)
            {
                return false;
            }

            runner.Waiting.Enqueue(HeldDelivery.From(_time, delivery, Volatile.Read(ref _startWithin), !reserved, isShared));
            _runners.Held++;
            _runners.CountClaimed(runner, reserved ? 0 : 1);
            _line.Join(runner);
            return true;
        }
    }

    /// <summary>Takes a slot for an attempt that its caller makes, before the delivery is stored. Those that wait go first.</summary>
    /// <returns>The slot, to be given back by <see cref="Complete"/>; <see langword="null"/> when none is free for the endpoint now.</returns>
    internal InFlightAttempt? TryBegin(LeasedDelivery delivery)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var runner = _runners.Get(delivery.EndpointId);
            _runners.Configure(runner);
            return _stopped || _slots.Free <= 0 || runner.Waiting.Count > 0 || !runner.HasTurn(now)
                ? null
                : Begin(runner, new HeldDelivery(delivery, long.MaxValue, long.MaxValue, IsClaimed: false, IsShared: false), now);
        }
    }

    /// <summary>Begins attempts until the slots or the deliveries run out.</summary>
    internal void Pump()
    {
        bool isMore;
        do
        {
            InFlightAttempt? next;
            List<LeasedDelivery>? late = null;
            lock (_gate)
            {
                next = TakeNext(_time.GetTimestamp(), ref late, out isMore);
            }

            Start(next, late);
        }
        while (isMore);
    }

    /// <summary>Ends an attempt, frees its slot, and begins what waited for it.</summary>
    internal void Complete(InFlightAttempt attempt, AttemptVerdict verdict)
    {
        bool wanted, isMore;
        InFlightAttempt? next;
        List<LeasedDelivery>? late = null;
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            _completed++;
            _slots.Release(attempt);
            attempt.Runner.InFlight--;
            attempt.Runner.LastUsed = now;
            attempt.Runner.Learn(verdict);
            _runners.CountClaimed(attempt.Runner, attempt.IsClaimed ? -1 : 0);
            _line.Join(attempt.Runner);
            wanted = (_starved || attempt.Runner.MayHaveMore) && (_mostAhead == 0 || _slots.Free > _line.Count || IsRoomAhead());

            // Where slots are short one attempt follows another: the lock is taken once for both.
            next = TakeNext(now, ref late, out isMore);
        }

        Start(next, late);
        if (isMore)
        {
            Pump();
        }

        if (wanted)
        {
            RoomFreed?.Invoke();
        }
    }

    /// <summary>Leaves an endpoint alone for a while.</summary>
    /// <returns>What it held; hand it back to the store.</returns>
    internal IReadOnlyList<LeasedDelivery> Park(string endpointId, TimeSpan wait)
    {
        lock (_gate)
        {
            var runner = _runners.Get(endpointId);
            runner.Park(_time.GetTimestamp() + Ticks(wait));
            return _runners.Drain(runner);
        }
    }

    /// <summary>Ends every parking: endpoints have changed.</summary>
    internal void UnparkAll()
    {
        lock (_gate)
        {
            foreach (var runner in _runners.All)
            {
                runner.Unpark();
                _line.Join(runner);
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
            return _runners.NextUnparkAt(now) is { } at ? _time.GetElapsedTime(now, at) : null;
        }
    }

    internal void ForgetIdle()
    {
        lock (_gate)
        {
            _runners.ForgetIdle(_time.GetTimestamp());
        }
    }

    /// <summary>Begins nothing more.</summary>
    /// <returns>What was held without an attempt; hand it back to the store.</returns>
    internal IReadOnlyList<LeasedDelivery> Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            return [.. _runners.All.SelectMany(_runners.Drain)];
        }
    }

    /// <summary>Completes when no attempt is in flight.</summary>
    internal Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            return _slots.WhenEmpty();
        }
    }

    /// <param name="now">The time.</param>
    /// <param name="late">What was held too long.</param>
    /// <param name="isMore">Whether another may begin, too.</param>
    private InFlightAttempt? TakeNext(long now, ref List<LeasedDelivery>? late, out bool isMore)
    {
        InFlightAttempt? attempt = null;
        while (attempt is null && !_stopped && _slots.Free > 0 && _line.TryTake(out var runner))
        {
            _runners.DropLate(runner, now, ref late);
            _runners.Configure(runner);
            if (!runner.CanStart(now))
            {
                _line.SleepUntilItCan(runner, now);
                SetAlarm(now);
                continue;
            }

            attempt = Begin(runner, runner.Waiting.Dequeue().At(now), now);
            _runners.Held--;
            _line.Join(runner);
        }

        isMore = !_stopped && _slots.Free > 0 && _line.Count > 0;
        return attempt;
    }

    private void Start(InFlightAttempt? attempt, List<LeasedDelivery>? late)
    {
        late?.ForEach(Late);
        if (attempt is not null)
        {
            _start(attempt);
        }
    }

    private InFlightAttempt Begin(EndpointRunner runner, HeldDelivery held, long now)
    {
        var attempt = new InFlightAttempt(runner, held, now);
        runner.Started(now, _time.TimestampFrequency);
        if (_slots.Take(attempt))
        {
            SetAlarm(now);
        }

        return attempt;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
