using System.Threading.Channels;
using WebhookDispatch.InMemory;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>A store that a test can watch, hold up and break. It outlives its host, as a file does.</summary>
internal sealed class WatchedStore(TimeProvider clock, bool isExclusive = true) : IWebhookStore, IStoreSignals
{
    private readonly InMemoryWebhookStore _inner = new(clock);
    private readonly Channel<(DateTimeOffset At, ClaimResult Result)> _claims = Channel.CreateUnbounded<(DateTimeOffset At, ClaimResult Result)>();
    private readonly Channel<Settlement> _settled = Channel.CreateUnbounded<Settlement>();
    private readonly Channel<(TimeSpan EndedFor, TimeSpan DeadFor)> _forgotten = Channel.CreateUnbounded<(TimeSpan EndedFor, TimeSpan DeadFor)>();
    private readonly Channel<bool> _failures = Channel.CreateUnbounded<bool>();
    private volatile Exception? _fault;
    private int _claimCount;
    private int _listed;

    public event Action<StoreSignal>? Signalled;

    public bool IsExclusive => isExclusive;

    /// <summary>How often deliveries were listed; a store that does not count lists what waits.</summary>
    internal int Listed => _listed;

    /// <summary>What every call throws; <see langword="null"/> while the store works.</summary>
    internal Exception? Fault
    {
        get => _fault;
        set => _fault = value;
    }

    /// <summary>Outcomes that cannot be stored, and for which the whole call fails.</summary>
    internal Func<Settlement, bool>? Refuses { get; set; }

    /// <summary>Holds up a claim that has been made and not yet been returned.</summary>
    internal Func<ClaimResult, Task>? Claimed { get; set; }

    /// <summary>Holds up endpoints that have been read and not yet been returned.</summary>
    internal Func<Task>? Loaded { get; set; }

    /// <summary>Comes before an endpoint is saved.</summary>
    internal Func<Task>? Saving { get; set; }

    /// <summary>Comes after an endpoint was saved.</summary>
    internal Func<Task>? Saved { get; set; }

    /// <summary>How often somebody claimed, whatever came of it.</summary>
    internal int Claims => Volatile.Read(ref _claimCount);

    /// <summary>Tells what another process has done.</summary>
    internal void Signal(StoreSignal signal) => Signalled?.Invoke(signal);

    /// <summary>The first claim that began at this instant or later.</summary>
    internal async Task<ClaimResult> NextClaimAsync(DateTimeOffset since)
    {
        while (true)
        {
            var (at, result) = await _claims.Reader.ReadAsync(TestKit.Patience.Token);
            if (at >= since)
            {
                return result;
            }
        }
    }

    /// <summary>The next outcome of this kind that was written.</summary>
    internal async Task<Settlement> NextSettledAsync(SettlementKind kind)
    {
        while (true)
        {
            var settlement = await _settled.Reader.ReadAsync(TestKit.Patience.Token);
            if (settlement.Kind == kind)
            {
                return settlement;
            }
        }
    }

    internal ValueTask<(TimeSpan EndedFor, TimeSpan DeadFor)> NextForgottenAsync() => _forgotten.Reader.ReadAsync(TestKit.Patience.Token);

    internal ValueTask<bool> NextFailureAsync() => _failures.Reader.ReadAsync(TestKit.Patience.Token);

    public ValueTask OpenAsync(CancellationToken cancellationToken) => Working().OpenAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(IReadOnlyList<NewEvent> events, TimeSpan lease, CancellationToken cancellationToken) =>
        Working().EnqueueAsync(events, lease, cancellationToken);

    public async ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        var result = await Working().ClaimAsync(request, cancellationToken);
        Interlocked.Increment(ref _claimCount);
        _claims.Writer.TryWrite((at, result));
        if (Claimed is { } hold)
        {
            await hold(result);
        }

        return result;
    }

    public async ValueTask<IReadOnlyList<bool>> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        if (Refuses is { } refuses && settlements.Any(refuses))
        {
            throw new InvalidOperationException("invalid byte sequence for encoding");
        }

        var applied = await Working().SettleAsync(settlements, cancellationToken);
        foreach (var settlement in settlements)
        {
            _settled.Writer.TryWrite(settlement);
        }

        return applied;
    }

    public async ValueTask<IReadOnlyList<EndpointDocument>> LoadEndpointsAsync(CancellationToken cancellationToken)
    {
        var documents = await Working().LoadEndpointsAsync(cancellationToken);
        if (Loaded is { } hold)
        {
            await hold();
        }

        return documents;
    }

    public ValueTask<long> GetEndpointsVersionAsync(CancellationToken cancellationToken) => Working().GetEndpointsVersionAsync(cancellationToken);

    public async ValueTask<bool> SaveEndpointAsync(EndpointDocument document, CancellationToken cancellationToken)
    {
        if (Saving is { } hold)
        {
            await hold();
        }

        var saved = await Working().SaveEndpointAsync(document, cancellationToken);
        if (Saved is { } follow)
        {
            await follow();
        }

        return saved;
    }

    public ValueTask<bool> DeleteEndpointAsync(string tenant, string endpointId, CancellationToken cancellationToken) =>
        Working().DeleteEndpointAsync(tenant, endpointId, cancellationToken);

    public ValueTask<EventHistory?> FindEventAsync(string tenant, string eventId, CancellationToken cancellationToken) =>
        _inner.FindEventAsync(tenant, eventId, cancellationToken);

    public ValueTask<IReadOnlyList<DeliveryRecord>> ListDeliveriesAsync(DeliveryFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _listed);
        return _inner.ListDeliveriesAsync(filter, before, limit, cancellationToken);
    }

    public ValueTask<DeliveryCounts> CountDeliveriesAsync(CancellationToken cancellationToken) => _inner.CountDeliveriesAsync(cancellationToken);

    public ValueTask<bool> CancelDeliveryAsync(string tenant, long deliveryId, CancellationToken cancellationToken) =>
        Working().CancelDeliveryAsync(tenant, deliveryId, cancellationToken);

    public ValueTask<ReplayBatch> ReplayDeliveriesAsync(DeliveryFilter filter, long after, int limit, CancellationToken cancellationToken) =>
        Working().ReplayDeliveriesAsync(filter, after, limit, cancellationToken);

    public ValueTask<int> GiveUpAsync(TimeSpan dueFor, string reason, int limit, CancellationToken cancellationToken) =>
        Working().GiveUpAsync(dueFor, reason, limit, cancellationToken);

    public async ValueTask<int> ForgetAsync(TimeSpan endedFor, TimeSpan deadFor, int limit, CancellationToken cancellationToken)
    {
        var removed = await Working().ForgetAsync(endedFor, deadFor, limit, cancellationToken);
        _forgotten.Writer.TryWrite((endedFor, deadFor));
        return removed;
    }

    public ValueTask<string?> ReadNoteAsync(string key, CancellationToken cancellationToken) => Working().ReadNoteAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ListNotesAsync(string prefix, CancellationToken cancellationToken) =>
        Working().ListNotesAsync(prefix, cancellationToken);

    public ValueTask<bool> WriteNoteAsync(string key, string? expected, string? text, CancellationToken cancellationToken) =>
        Working().WriteNoteAsync(key, expected, text, cancellationToken);

    private InMemoryWebhookStore Working()
    {
        if (_fault is { } fault)
        {
            _failures.Writer.TryWrite(true);
            throw fault;
        }

        return _inner;
    }
}
