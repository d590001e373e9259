using BenchmarkDotNet.Attributes;
using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Benchmarks.Micro;

/// <summary>What a dispatcher keeps account of for each delivery: its line, its slot, its turn. Without a store and without a request.</summary>
public class DispatchBenchmarks : IDisposable
{
    private const int Endpoints = 100;

    private readonly LeasedDelivery[] _deliveries;
    private readonly RunnerPool _pool;
    private InFlightAttempt? _begun;
    private int _next;

    public DispatchBenchmarks()
    {
        var webhookEvent = WebhookEvent.FromBytes("payment.completed", SamplePayload.Create());
        _deliveries = [.. Enumerable.Range(0, Endpoints).Select(i => new LeasedDelivery
        {
            DeliveryId = i + 1,
            EndpointId = $"endpoint-{i}",
            Event = webhookEvent,
            Attempts = 0,
            Claims = 1,
            Epoch = 0,
            LeaseToken = i + 1,
        })];
        _pool = new RunnerPool(new DispatchingOptions(), TimeProvider.System, attempt => _begun = attempt)
        {
            LimitsOf = _ => (8, null),
            Late = _ => throw new InvalidOperationException("A delivery was late: another path was measured."),
            StartWithin = TimeSpan.FromMinutes(1),
        };
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _pool.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "reserve, hand over, begin, end")]
    public bool HandOver()
    {
        var delivery = Next();
        return _pool.TryReserve(delivery.EndpointId) && Run(delivery, reserved: true);
    }

    [Benchmark(Description = "take a claimed one, begin, end")]
    public bool Claimed() => Run(Next(), reserved: false);

    private LeasedDelivery Next() => _deliveries[_next = (_next + 1) % Endpoints];

    private bool Run(LeasedDelivery delivery, bool reserved)
    {
        _ = _pool.TryAdd(delivery, reserved);
        _pool.Pump();
        _pool.Complete(_begun!, AttemptVerdict.Succeeded);
        return true;
    }
}
