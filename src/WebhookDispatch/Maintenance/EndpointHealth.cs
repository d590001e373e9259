using WebhookDispatch.Stores;

namespace WebhookDispatch.Maintenance;

/// <summary>Counts each endpoint's failures since its last success, and notices when everything fails at once.</summary>
internal sealed class EndpointHealth(AutoDisableOptions options, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EndpointFailures> _failing = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failedNow = new(StringComparer.Ordinal);
    private DateTimeOffset _roundBegan = timeProvider.GetUtcNow();
    private bool _anySuccess;
    private int _failingCount;

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
            if (_failing.Remove(endpointId))
            {
                _changed.Add(endpointId);
                _failingCount = _failing.Count;
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
            _failing[delivery.EndpointId] = _failing.TryGetValue(delivery.EndpointId, out var failures) ? failures.And(now) : EndpointFailures.First(now);
            _changed.Add(delivery.EndpointId);
            _failingCount = _failing.Count;
        }
    }

    internal void Restore(string endpointId, EndpointFailures failures)
    {
        lock (_gate)
        {
            // What failed between the start and now belongs to the same row of failures.
            _failing[endpointId] = _failing.TryGetValue(endpointId, out var since)
                ? failures with { LastAt = since.LastAt, Deliveries = failures.Deliveries + since.Deliveries }
                : failures;
            _failingCount = _failing.Count;
        }
    }

    /// <summary>Ends a round of counting.</summary>
    /// <returns>What has changed since the round before, and whom to disable.</returns>
    internal (IReadOnlyList<KeyValuePair<string, EndpointFailures?>> Changed, IReadOnlyList<string> Disable) EndRound()
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
            var changed = _changed.Select(id => KeyValuePair.Create(id, _failing.GetValueOrDefault(id))).ToList();
            _changed.Clear();
            return (changed, [.. _failing.Where(pair => pair.Value.CallFor(options, now)).Select(pair => pair.Key)]);
        }
    }

    // Several endpoints failed and none answered: the cable is ours, and the time does not count.
    private void PauseClocks(TimeSpan by)
    {
        foreach (var (id, failures) in _failing.ToList())
        {
            _failing[id] = failures with { Since = failures.Since + by };
            _changed.Add(id);
        }
    }
}
