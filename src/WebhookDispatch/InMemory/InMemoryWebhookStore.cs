using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>Keeps everything in this process's memory, under one lock. Loses it with the process.</summary>
internal sealed class InMemoryWebhookStore(TimeProvider timeProvider) : IWebhookStore, IDisposable
{
    private readonly Lock _gate = new();
    private readonly MemoryTables _tables = new();
    private readonly MemoryEndpoints _endpoints = new();
    private readonly MemoryNotes _notes = new();
    private bool _closed;

    public bool IsExclusive => true;

    public async ValueTask OpenAsync(CancellationToken cancellationToken) => _ = await Run(_ => true, cancellationToken).ConfigureAwait(false);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>For containers that are disposed synchronously.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    public ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(IReadOnlyList<NewEvent> events, TimeSpan lease, CancellationToken cancellationToken) =>
        Run(
            static IReadOnlyList<EnqueueResult> (added, now) =>
            {
                var results = new EnqueueResult[added.events.Count];
                for (var i = 0; i < results.Length; i++)
                {
                    results[i] = added._tables.Add(added.events[i], added.lease, now);
                }

                return results;
            },
            (_tables, events, lease),
            cancellationToken);

    public ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        Run(now => _tables.Claim(request, now), cancellationToken);

    public ValueTask<IReadOnlyList<bool>> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<bool>>(now => [.. settlements.Select(settlement => _tables.Settle(settlement, now))], cancellationToken);

    public ValueTask<IReadOnlyList<EndpointDocument>> LoadEndpointsAsync(CancellationToken cancellationToken) =>
        Run(_ => _endpoints.All, cancellationToken);

    public ValueTask<long> GetEndpointsVersionAsync(CancellationToken cancellationToken) => Run(_ => _endpoints.Version, cancellationToken);

    public ValueTask<bool> SaveEndpointAsync(EndpointDocument document, CancellationToken cancellationToken) =>
        Run(_ => _endpoints.Save(document), cancellationToken);

    public ValueTask<bool> DeleteEndpointAsync(string tenant, string endpointId, CancellationToken cancellationToken) =>
        Run(
            now =>
            {
                var deleted = _endpoints.Delete(tenant, endpointId);
                if (deleted)
                {
                    _tables.CancelAll(endpointId, now);
                }

                return deleted;
            },
            cancellationToken);

    public ValueTask<EventHistory?> FindEventAsync(string tenant, string eventId, CancellationToken cancellationToken) =>
        Run(_ => _tables.Find(tenant, eventId), cancellationToken);

    public ValueTask<bool> IsStoredAsync(string tenant, string eventId, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(cancellationToken);
        }

        lock (_gate)
        {
            return _closed ? ValueTask.FromException<bool>(Closed()) : ValueTask.FromResult(_tables.Has(tenant, eventId));
        }
    }

    public ValueTask<IReadOnlyList<DeliveryRecord>> ListDeliveriesAsync(DeliveryFilter filter, long? before, int limit, CancellationToken cancellationToken) =>
        Run(_ => _tables.List(filter, before, limit), cancellationToken);

    public ValueTask<DeliveryCounts> CountDeliveriesAsync(CancellationToken cancellationToken) => Run(_ => _tables.Count(), cancellationToken);

    public ValueTask<int> CountWaitingAsync(IReadOnlyList<string> endpointIds, int limit, CancellationToken cancellationToken) =>
        Run(_ => Math.Min(limit, endpointIds.Sum(_tables.CountWaiting)), cancellationToken);

    public ValueTask<bool> CancelDeliveryAsync(string tenant, long deliveryId, CancellationToken cancellationToken) =>
        Run(now => _tables.Cancel(tenant, deliveryId, now), cancellationToken);

    public ValueTask<ReplayBatch> ReplayDeliveriesAsync(DeliveryFilter filter, long after, int limit, CancellationToken cancellationToken) =>
        Run(now => _tables.Replay(filter, after, limit, now), cancellationToken);

    public ValueTask<int> ForgetAsync(TimeSpan endedFor, TimeSpan deadFor, int limit, CancellationToken cancellationToken) =>
        Run(now => _tables.Forget(Instants.Before(now, endedFor), Instants.Before(now, deadFor), limit), cancellationToken);

    public ValueTask<int> GiveUpAsync(TimeSpan dueFor, string reason, int limit, CancellationToken cancellationToken) =>
        Run(now => _tables.GiveUp(Instants.Before(now, dueFor), reason, limit, now), cancellationToken);

    public ValueTask<string?> ReadNoteAsync(string key, CancellationToken cancellationToken) => Run(_ => _notes.Read(key), cancellationToken);

    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ListNotesAsync(string prefix, CancellationToken cancellationToken) =>
        Run(_ => _notes.List(prefix), cancellationToken);

    public ValueTask<bool> WriteNoteAsync(string key, string? expected, string? text, CancellationToken cancellationToken) =>
        Run(_ => _notes.Write(key, expected, text), cancellationToken);

    private ValueTask<T> Run<T>(Func<DateTimeOffset, T> operation, CancellationToken cancellationToken) =>
        Run(static (run, now) => run(now), operation, cancellationToken);

    private ValueTask<T> Run<TState, T>(Func<TState, DateTimeOffset, T> operation, TState state, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        lock (_gate)
        {
            return _closed
                ? ValueTask.FromException<T>(Closed())
                : ValueTask.FromResult(operation(state, timeProvider.GetUtcNow()));
        }
    }

    private static StoreUnavailableException Closed() => new(StoreTrouble.Closed, "The store is closed. Publish before the application's services are disposed.");
}
