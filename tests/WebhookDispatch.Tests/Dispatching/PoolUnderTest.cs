using WebhookDispatch.Dispatching;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Dispatching;

/// <summary>A pool whose attempts begin only in a list.</summary>
internal sealed class PoolUnderTest : IDisposable
{
    private long _lastId;

    internal PoolUnderTest(Action<DispatchingOptions>? configure = null)
    {
        var options = new DispatchingOptions();
        configure?.Invoke(options);
        Pool = new RunnerPool(options, Clock, Begun.Add)
        {
            LimitsOf = _ => (options.MaxInFlightPerEndpoint, PerSecond),
            Late = Late.Add,
            StartWithin = TimeSpan.FromSeconds(23),
        };
    }

    internal TestClock Clock { get; } = new();

    internal RunnerPool Pool { get; }

    internal List<InFlightAttempt> Begun { get; } = [];

    internal List<LeasedDelivery> Late { get; } = [];

    internal double? PerSecond { get; set; }

    internal IEnumerable<string> Order => Begun.Select(attempt => attempt.Runner.EndpointId);

    public void Dispose() => Pool.Dispose();

    /// <summary>Claimed deliveries of one endpoint.</summary>
    internal void Claim(string endpointId, int count = 1, int attempts = 0, TimeSpan? expiresIn = null)
    {
        for (var i = 0; i < count; i++)
        {
            Pool.TryAdd(Delivery(endpointId, attempts) with { ExpiresIn = expiresIn }, reserved: false);
        }

        Pool.Pump();
    }

    internal void Succeed(int count = 1) => Complete(AttemptVerdict.Succeeded, count);

    internal void Complete(AttemptVerdict verdict, int count = 1)
    {
        // One by one: those that begin meanwhile follow.
        for (var i = 0; i < count && Begun.Find(attempt => !attempt.IsDone) is { } attempt; i++)
        {
            Pool.Complete(attempt, verdict);
        }
    }

    internal int InFlight(string? endpointId = null) =>
        Begun.Count(attempt => !attempt.IsDone && (endpointId is null || attempt.Runner.EndpointId == endpointId));

    internal LeasedDelivery Delivery(string endpointId, int attempts = 0) => new()
    {
        DeliveryId = ++_lastId,
        EndpointId = endpointId,
        Event = Some.Event(),
        Attempts = attempts,
        Claims = 1,
        Epoch = 0,
        LeaseToken = _lastId,
    };
}
