using System.Collections.Concurrent;
using WebhookDispatch.Attempts;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Retries;

namespace WebhookDispatch.Sending;

/// <summary>
/// The endpoints that are being sent to, bounded. Polly's own registry only ever grows, by about 3 KB a key: with customers'
/// endpoints that is a leak.
/// </summary>
internal sealed class ActiveEndpoints(
    SendingOptions sending, RetryOptions retries, ScheduleOptions schedule, CircuitBreakerOptions circuits, EndpointRules endpointRules,
    CircuitAnnouncer announcer, RandomSource random, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, ActiveEndpoint> _byId = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();

    /// <summary>Raised when a circuit has opened or closed.</summary>
    internal event Action<CircuitChange>? CircuitChanged;

    internal WebhookEndpoint? Find(string id) => _byId.GetValueOrDefault(id)?.Endpoint;

    /// <exception cref="InvalidEndpointException">The endpoint cannot be used as it is given.</exception>
    internal ActiveEndpoint Get(WebhookEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var active = endpoint.Id is { } id && _byId.TryGetValue(id, out var known) && ReferenceEquals(known.Endpoint, endpoint)
            ? known
            : Add(endpoint);
        active.Touch(timeProvider.GetTimestamp());
        return active;
    }

    private ActiveEndpoint Add(WebhookEndpoint endpoint)
    {
        var target = endpointRules.Check(endpoint);
        var prepared = new PreparedEndpoint(endpoint, target, sending, timeProvider.GetUtcNow());
        var rules = RetryRules.For(retries, endpoint.Overrides);
        var pipeline = new RetryPipeline(rules, random, timeProvider);

        // Two senders that meet a new endpoint together would otherwise each make its circuit, and one would count for nothing.
        lock (_adding)
        {
            var circuit = _byId.GetValueOrDefault(endpoint.Id)?.Circuit ?? new EndpointCircuit(endpoint.Id, circuits, timeProvider, OnCircuitChanged);
            var active = new ActiveEndpoint(prepared, rules, ScheduleRules.For(schedule, endpoint.Overrides), pipeline, circuit);
            active.Touch(timeProvider.GetTimestamp());
            _byId[endpoint.Id] = active;
            if (_byId.Count > circuits.MaxTrackedEndpoints)
            {
                ForgetIdle();
            }

            return active;
        }
    }

    private void OnCircuitChanged(CircuitChange change)
    {
        announcer.Announce(change);
        CircuitChanged?.Invoke(change);
    }

    // A tenth at a time: sorting the whole map for each new endpoint would make the bound a cliff.
    private void ForgetIdle()
    {
        var surplus = _byId.Count - circuits.MaxTrackedEndpoints + (circuits.MaxTrackedEndpoints / 10);
        foreach (var (id, active) in _byId.OrderBy(pair => pair.Value.LastUsed).Take(surplus).ToList())
        {
            _byId.TryRemove(KeyValuePair.Create(id, active));
        }
    }
}
