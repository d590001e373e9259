using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>The endpoints that have something to do, or had a moment ago, and what they hold. Only touched under the pool's lock.</summary>
internal sealed class RunnerTable(DispatchingOptions options, TimeProvider time)
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
            runner.Configure(EndpointRunner.CapOfNew(options.MaxInFlightPerEndpoint), null);
            _runners.Add(endpointId, runner);
        }

        return runner;
    }

    internal EndpointRunner? Find(string endpointId) => _runners.GetValueOrDefault(endpointId);

    internal Dictionary<string, int> Room(long now)
    {
        var room = new Dictionary<string, int>(_runners.Count, StringComparer.Ordinal);
        foreach (var (id, runner) in _runners)
        {
            room[id] = runner.Room(now);
        }

        return room;
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
