using WebhookDispatch.Stores;

namespace WebhookDispatch.Maintenance;

/// <summary>
/// Counts each endpoint's failures since its last success, and notices when everything fails at once. What this process saw in a round
/// is handed out as changes; what they and those of other processes add up to is taken over again.
/// </summary>
internal sealed class EndpointHealth(AutoDisableOptions options, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EndpointFailures> _failing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HealthChange> _round = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failedNow = new(StringComparer.Ordinal);
    private DateTimeOffset _roundBegan = timeProvider.GetUtcNow();
    private bool _anySuccess;
    private int _failingCount;

    /// <summary>Whom to disable.</summary>
    internal IReadOnlyList<string> Overdue
    {
        get
        {
            lock (_gate)
            {
                var now = timeProvider.GetUtcNow();
                return [.. _failing.Where(pair => pair.Value.CallFor(options, now)).Select(pair => pair.Key)];
            }
        }
    }

    internal void Succeeded(string endpointId)
    {
        Volatile.Write(ref _anySuccess, true);
        if (Volatile.Read(ref _failingCount) > 0)
        {
            Forget(endpointId);
        }
    }

    /// <summary>Counts anew, without taking it for an answer of anybody.</summary>
    internal void Forget(string endpointId)
    {
        lock (_gate)
        {
            if (_failing.ContainsKey(endpointId))
            {
                Note(HealthChange.Success(endpointId));
            }
        }
    }

    /// <param name="delivery">The delivery whose attempt failed; it counts once, by its first attempt.</param>
    internal void Failed(LeasedDelivery delivery)
    {
        lock (_gate)
        {
            _failedNow.Add(delivery.EndpointId);
            if (delivery.Attempts > 0)
            {
                return;
            }

            var now = timeProvider.GetUtcNow();
            var seen = _round.GetValueOrDefault(delivery.EndpointId);
            _round[delivery.EndpointId] = new HealthChange(
                delivery.EndpointId, seen is { Succeeded: true }, seen?.Failures?.And(now) ?? EndpointFailures.First(now), TimeSpan.Zero);
            Set(delivery.EndpointId, _failing.GetValueOrDefault(delivery.EndpointId)?.And(now) ?? EndpointFailures.First(now));
        }
    }

    /// <summary>Ends a round of counting.</summary>
    /// <returns>What was seen since the round before.</returns>
    internal IReadOnlyList<HealthChange> EndRound()
    {
        lock (_gate)
        {
            var now = timeProvider.GetUtcNow();
            if (_failedNow.Count > 1 && !Volatile.Read(ref _anySuccess))
            {
                PauseClocks(now - _roundBegan);
            }

            _failedNow.Clear();
            Volatile.Write(ref _anySuccess, false);
            _roundBegan = now;
            List<HealthChange> changes = [.. _round.Values];
            _round.Clear();
            return changes;
        }
    }

    /// <summary>Takes over what all processes have seen, and adds what this one has seen since.</summary>
    internal void TakeOver(IEnumerable<KeyValuePair<string, EndpointFailures>> failing)
    {
        lock (_gate)
        {
            _failing.Clear();
            foreach (var (id, failures) in failing)
            {
                _failing[id] = failures;
            }

            foreach (var change in _round.Values)
            {
                Set(change.EndpointId, change.Apply(_failing.GetValueOrDefault(change.EndpointId)));
            }

            _failingCount = _failing.Count;
        }
    }

    // Several endpoints failed and none answered: the cable is ours, and the time does not count.
    private void PauseClocks(TimeSpan by)
    {
        foreach (var id in _failing.Keys.ToList())
        {
            var change = _round.GetValueOrDefault(id) ?? new HealthChange(id, Succeeded: false, Failures: null, TimeSpan.Zero);
            _round[id] = change with { PausedFor = by };
            Set(id, (change with { Succeeded = false, Failures = null, PausedFor = by }).Apply(_failing[id]));
        }
    }

    private void Note(HealthChange change)
    {
        _round[change.EndpointId] = change;
        Set(change.EndpointId, change.Apply(_failing.GetValueOrDefault(change.EndpointId)));
    }

    private void Set(string endpointId, EndpointFailures? failures)
    {
        if (failures is null)
        {
            _failing.Remove(endpointId);
        }
        else
        {
            _failing[endpointId] = failures;
        }

        _failingCount = _failing.Count;
    }
}
