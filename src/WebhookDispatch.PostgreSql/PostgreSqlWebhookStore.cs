using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Endpoints;
using WebhookDispatch.PostgreSql.Enqueuing;
using WebhookDispatch.PostgreSql.Handing;
using WebhookDispatch.PostgreSql.History;
using WebhookDispatch.PostgreSql.Queueing;
using WebhookDispatch.PostgreSql.Upkeep;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql;

/// <summary>Keeps everything in one schema. Each method is one statement or a few; what they do is in the folders.</summary>
/// <param name="source">The connections.</param>
/// <param name="ownsSource">Whether they end with the store.</param>
/// <param name="options">The options.</param>
/// <param name="random">For waiting, too.</param>
/// <param name="timeProvider">For waiting in this process; rows have the server's time.</param>
/// <param name="logger">Told when notifications are not heard, and when the server may lose what it has acknowledged.</param>
internal sealed class PostgreSqlWebhookStore(
    NpgsqlDataSource source, bool ownsSource, PostgreSqlStoreOptions options, Random random, TimeProvider timeProvider, ILogger<PostgreSqlWebhookStore> logger)
    : IWebhookStore, ITransactionalQueue, IStoreSignals, IStoreLeadership, IDisposable
{
    private const int ReplayedAtOnce = 500;

    private readonly Lock _gate = new();
    private Task<OpenedStore>? _opening;
    private volatile OpenedStore? _opened;
    private volatile bool _closed;

    public event Action<StoreSignal>? Signalled;

    internal OpenedStore Opened => _opened ?? throw (_closed
        ? StoreConnections.Closed()
        : new InvalidOperationException("The store has not been opened. Call OpenAsync before anything else."));

    private StoreConnections Connections => Opened.Connections;

    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        Task<OpenedStore> opening;
        lock (_gate)
        {
            if (_closed)
            {
                throw StoreConnections.Closed();
            }

            if (_opening is null or { IsFaulted: true })
            {
                _opening = OpenedStore.OpenAsync(source, options, signal => Signalled?.Invoke(signal), random, timeProvider, logger);
            }

            opening = _opening;
        }

        var opened = await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _opened = _closed ? null : opened;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<OpenedStore>? opening;
        bool isFirst;
        lock (_gate)
        {
            isFirst = !_closed;
            (opening, _opening, _closed) = (_opening, null, true);
            _opened = null;
        }

        if (opening is not null)
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (opening is { IsCompletedSuccessfully: true })
        {
            await opening.Result.DisposeAsync().ConfigureAwait(false);
        }

        if (ownsSource && isFirst)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>For containers that are disposed synchronously. What it waits for runs on the pool and needs no context of the caller's.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(IReadOnlyList<NewEvent> events, TimeSpan lease, CancellationToken cancellationToken) =>
        Opened.Writers.EnqueueAsync(new EnqueueCall(events, lease), cancellationToken);

    public ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(IReadOnlyList<NewEvent> events, DbTransaction transaction, CancellationToken cancellationToken) =>
        Opened.EnqueueWithinAsync(transaction, events, cancellationToken);

    public void TransactionEnded() => _opened?.Tell(StoreSignal.DeliveriesDue);

    public ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        Claim.RunAsync(Opened.Claims, request, cancellationToken);

    public ValueTask<IReadOnlyList<bool>> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken) =>
        Settle.RunAsync(Connections, Opened.Handed, settlements, cancellationToken);

    public ValueTask<IReadOnlyList<EndpointDocument>> LoadEndpointsAsync(CancellationToken cancellationToken) =>
        EndpointTable.LoadAsync(Connections, cancellationToken);

    public ValueTask<long> GetEndpointsVersionAsync(CancellationToken cancellationToken) =>
        EndpointTable.ReadVersionAsync(Connections, cancellationToken);

    public async ValueTask<bool> SaveEndpointAsync(EndpointDocument document, CancellationToken cancellationToken) =>
        TellOfEndpoints(await EndpointTable.SaveAsync(Connections, document, cancellationToken).ConfigureAwait(false));

    public async ValueTask<bool> DeleteEndpointAsync(string tenant, string endpointId, CancellationToken cancellationToken) =>
        TellOfEndpoints(await EndpointTable.DeleteAsync(Connections, tenant, endpointId, cancellationToken).ConfigureAwait(false));

    public ValueTask<EventHistory?> FindEventAsync(string tenant, string eventId, CancellationToken cancellationToken) =>
        EventHistories.FindAsync(Connections, tenant, eventId, cancellationToken);

    public ValueTask<IReadOnlyList<DeliveryRecord>> ListDeliveriesAsync(
        DeliveryFilter filter, long? before, int limit, CancellationToken cancellationToken) =>
        DeliveryLists.ListAsync(Connections, filter, before, limit, cancellationToken);

    public ValueTask<DeliveryCounts> CountDeliveriesAsync(CancellationToken cancellationToken) =>
        DeliveryLists.CountAsync(Connections, cancellationToken);

    public ValueTask<int> CountWaitingAsync(IReadOnlyList<string> endpointIds, int limit, CancellationToken cancellationToken) =>
        DeliveryLists.CountWaitingAsync(Connections, endpointIds, limit, cancellationToken);

    public async ValueTask<bool> CancelDeliveryAsync(string tenant, long deliveryId, CancellationToken cancellationToken)
    {
        await HandedRows.QueueAsync(Connections, [deliveryId], cancellationToken).ConfigureAwait(false);
        return await Connections.ChangeAsync(Query.CancelDelivery, parameters => parameters.Long(deliveryId).Text(tenant), cancellationToken).ConfigureAwait(false) > 0;
    }

    public async ValueTask<ReplayBatch> ReplayDeliveriesAsync(DeliveryFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        var chosen = await DeliveryLists.ListReplayableAsync(Connections, filter, after, limit, cancellationToken).ConfigureAwait(false);
        var replayed = 0L;
        foreach (var step in chosen.Chunk(ReplayedAtOnce))
        {
            // What ended in the last few seconds may still be among what was handed over with it, and must not be found there as well.
            await HandedRows.QueueAsync(Connections, step, cancellationToken).ConfigureAwait(false);
            replayed += (await Connections.ListAsync(Query.Replay, parameters => parameters.Longs(step).Bool(filter.State == DeliveryState.Delivered), row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];
        }

        if (replayed > 0)
        {
            Opened.Tell(StoreSignal.DeliveriesDue);
        }

        return new ReplayBatch((int)replayed, chosen.Count == 0 ? after : chosen[^1]);
    }

    public ValueTask<int> GiveUpAsync(TimeSpan dueFor, string reason, int limit, CancellationToken cancellationToken) =>
        GiveUp.RunAsync(Connections, dueFor, reason, limit, cancellationToken);

    public ValueTask<int> ForgetAsync(TimeSpan endedFor, TimeSpan deadFor, int limit, CancellationToken cancellationToken) =>
        Forget.RunAsync(Connections, endedFor, deadFor, limit, cancellationToken);

    public ValueTask<string?> ReadNoteAsync(string key, CancellationToken cancellationToken) =>
        NoteTable.ReadAsync(Connections, key, cancellationToken);

    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ListNotesAsync(string prefix, CancellationToken cancellationToken) =>
        NoteTable.ListAsync(Connections, prefix, cancellationToken);

    public ValueTask<bool> WriteNoteAsync(string key, string? expected, string? text, CancellationToken cancellationToken) =>
        NoteTable.WriteAsync(Connections, key, expected, text, cancellationToken);

    public async ValueTask<bool> LeadAsync(string task, TimeSpan duration, CancellationToken cancellationToken) =>
        await Connections.ChangeAsync(
            Query.TakeLead, parameters => parameters.Text(task).Text(Opened.Self).Long(Length.Of(duration)), cancellationToken).ConfigureAwait(false) > 0;

    private bool TellOfEndpoints(bool changed)
    {
        if (changed)
        {
            Opened.Tell(StoreSignal.EndpointsChanged);
        }

        return changed;
    }
}
