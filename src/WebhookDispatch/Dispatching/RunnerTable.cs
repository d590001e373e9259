using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>The endpoints that have something to do, or had a moment ago, and what they hold. Only touched under the pool's lock.</summary>
internal sealed class RunnerTable(Func<string, (int MaxInFlight, double? PerSecond)> limitsOf, TimeProvider time)
{
    private readonly Dictionary<string, EndpointRunner> _runners = new(StringComparer.Ordinal);

    /// <summary>Deliveries waiting or promised.</summary>
    internal int Held { get; set; }

    /// <summary>Deliveries waiting or in flight that were claimed.</summary>
    internal int Claimed { get; private set; }

    internal Dictionary<string, EndpointRunner>.ValueCollection All => _runners.Values;

    internal EndpointRunner Get(string endpointId)
    {
        if (!_runners.TryGetValue(endpointId, out var runner))
        {
            runner = new EndpointRunner(endpointId) { LastUsed = time.GetTimestamp() };
            Configure(runner);
            _runners.Add(endpointId, runner);
        }

        return runner;
    }

    /// <summary>Gives it the limits of the endpoint's present form.</summary>
    internal void Configure(EndpointRunner runner)
    {
        var (maxInFlight, perSecond) = limitsOf(runner.EndpointId);
        runner.Configure(maxInFlight, perSecond);
    }

    internal Dictionary<string, int> Room(long now)
    {
        var room = new Dictionary<string, int>(_runners.Count, StringComparer.Ordinal);
        foreach (var (id, runner) in _runners)
        {
            room[id] = runner.Room(now);
        }

        return room;
    }

    internal void NoteClaim(Dictionary<string, int> capacity, int defaultCapacity, IReadOnlyList<LeasedDelivery> claimed)
    {
        foreach (var (id, room) in capacity)
        {
            if (room > 0 && _runners.TryGetValue(id, out var runner))
            {
                runner.MayHaveMore = false;
            }
        }

        foreach (var (id, count) in claimed.CountBy(delivery => delivery.EndpointId, StringComparer.Ordinal))
        {
            Get(id).MayHaveMore = count >= capacity.GetValueOrDefault(id, defaultCapacity);
        }
    }

    internal long? NextUnparkAt(long now)
    {
        long? first = null;
        foreach (var runner in _runners.Values)
        {
            if (runner.ParkedUntil > now && (first is null || runner.ParkedUntil < first))
            {
                first = runner.ParkedUntil;
            }
        }

        return first;
    }

    // Its lease could end while the attempt is on its way. Handed back rather than left to the lease, which would count the
    // claim: an endpoint with a low rate would see its deliveries taken for ones that kill their process.
    internal void DropLate(EndpointRunner runner, long now, ref List<LeasedDelivery>? late)
    {
        while (runner.Waiting.TryPeek(out var held) && held.StartBy < now)
        {
            runner.Waiting.Dequeue();
            Held--;
            CountClaimed(runner, held.IsClaimed ? -1 : 0);
            (late ??= []).Add(held.Delivery);
        }
    }

    internal void CountClaimed(EndpointRunner runner, int by)
    {
        runner.Claimed += by;
        Claimed += by;
    }

    internal List<LeasedDelivery> Drain(EndpointRunner runner)
    {
        var drained = runner.Waiting.Select(held => held.Delivery).ToList();
        Held -= drained.Count;
        CountClaimed(runner, -runner.Waiting.Count(held => held.IsClaimed));
        runner.Waiting.Clear();
        return drained;
    }

    internal void ForgetIdle(long now)
    {
        foreach (var runner in _runners.Values.Where(runner =>
            runner.IsIdle && !runner.IsInLine && !runner.IsParked(now) && now - runner.LastUsed > time.TimestampFrequency * 60).ToList())
        {
            _runners.Remove(runner.EndpointId);
        }
    }
}
