using System.Data.Common;
using Microsoft.Extensions.Logging;
using SQLitePCL;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Endpoints;
using WebhookDispatch.Sqlite.History;
using WebhookDispatch.Sqlite.Queueing;
using WebhookDispatch.Sqlite.Upkeep;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite;

/// <summary>Keeps everything in one SQLite file. Each method is one write or one read; what they do is in the folders.</summary>
internal sealed class SqliteWebhookStore(string path, SqliteStoreOptions options, TimeProvider timeProvider, ILogger<SqliteWebhookStore> logger)
    : IWebhookStore, ITransactionalQueue, IDisposable
{
    private readonly Lock _gate = new();
    private Task<OpenedStore>? _opening;
    private volatile OpenedStore? _opened;
    private volatile bool _closed;

    /// <summary>The lock beside the file keeps other processes out.</summary>
    public bool IsExclusive => true;

    internal StoreWriter Writer => Opened.Writer;

    internal StoredIds Ids => Opened.Ids;

    private OpenedStore Opened => _opened ?? throw (_closed
        ? WriteQueue.Closed()
        : new InvalidOperationException("The store has not been opened. Call OpenAsync before anything else."));

    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        Task<OpenedStore> opening;
        lock (_gate)
        {
            if (_closed)
            {
                throw WriteQueue.Closed();
            }

            if (_opening is null or { IsFaulted: true })
            {
                _opening = OpenedStore.OpenAsync(path, options, timeProvider, logger);
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
        lock (_gate)
        {
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
    }

    /// <summary>For containers that are disposed synchronously. The writer has its own thread, so waiting here cannot lock up.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(IReadOnlyList<NewEvent> events, TimeSpan lease, CancellationToken cancellationToken)
    {
        var (enqueue, ids) = (new Enqueue(events, lease), Opened.Ids);
        return WriteAsync(
            session =>
            {
                ids.Note(events);
                return enqueue.Run(session);
            },
            cancellationToken);
    }

    public bool JoinsTransactions => false;

    public ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(IReadOnlyList<NewEvent> events, DbTransaction transaction, CancellationToken cancellationToken) =>
        throw CallersTransaction.Refusal(raw.sqlite3_libversion().utf8_to_string());

    /// <summary>There is none.</summary>
    public void TransactionEnded()
    {
    }

    public ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        WriteAsync(session => Claim.Run(request, session), cancellationToken);

    public ValueTask<IReadOnlyList<bool>> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken) =>
        WriteAsync(new Settle(settlements).Run, cancellationToken);

    public ValueTask<IReadOnlyList<EndpointDocument>> LoadEndpointsAsync(CancellationToken cancellationToken) =>
        ReadAsync(EndpointTable.Load, cancellationToken);

    public ValueTask<long> GetEndpointsVersionAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Opened.Writer.EndpointsVersion);
    }

    public ValueTask<bool> SaveEndpointAsync(EndpointDocument document, CancellationToken cancellationToken) =>
        WriteAsync(session => EndpointTable.Save(session, document), cancellationToken);

    public async ValueTask<bool> DeleteEndpointAsync(string tenant, string endpointId, CancellationToken cancellationToken)
    {
        var delete = new DeleteEndpoint(tenant, endpointId);
        while (true)
        {
            if (await WriteAsync(delete.Step, cancellationToken).ConfigureAwait(false) is { } deleted)
            {
                return deleted;
            }
        }
    }

    public async ValueTask<EventHistory?> FindEventAsync(string tenant, string eventId, CancellationToken cancellationToken)
    {
        var history = await ReadAsync(database => EventHistories.Find(database, tenant, eventId), cancellationToken).ConfigureAwait(false);
        return await UnqueuedDueTimes.CompleteAsync(Opened.Writer, history, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<bool> IsStoredAsync(string tenant, string eventId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var opened = Opened;
        return opened.Ids.MayHold(tenant, eventId)
            ? opened.Readers.ReadHereAsync(static (database, asked) => EventHistories.IsStored(database, asked.tenant, asked.eventId), (tenant, eventId), cancellationToken)
            : ValueTask.FromResult(false);
    }

    public async ValueTask<IReadOnlyList<DeliveryRecord>> ListDeliveriesAsync(
        DeliveryFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        var records = await ReadAsync(
            database => DeliveryLists.List(database, filter, IdRange.Of(database, filter, after: 0, before ?? long.MaxValue), limit),
            cancellationToken).ConfigureAwait(false);
        return await UnqueuedDueTimes.CompleteAsync(Opened.Writer, records, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<DeliveryCounts> CountDeliveriesAsync(CancellationToken cancellationToken) =>
        ReadAsync(DeliveryLists.Count, cancellationToken);

    public async ValueTask<int> CountWaitingAsync(IReadOnlyList<string> endpointIds, int limit, CancellationToken cancellationToken)
    {
        var handed = await WriteAsync(session => QueueTable.CountHanded(session, endpointIds), cancellationToken).ConfigureAwait(false);
        return handed >= limit ? limit
            : handed + await ReadAsync(database => DeliveryLists.CountWaiting(database, endpointIds, limit - handed), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<bool> CancelDeliveryAsync(string tenant, long deliveryId, CancellationToken cancellationToken) =>
        WriteAsync(session => CancelDelivery.Run(session, tenant, deliveryId), cancellationToken);

    public async ValueTask<ReplayBatch> ReplayDeliveriesAsync(DeliveryFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        var chosen = await ReadAsync(
            database => DeliveryLists.ListReplayable(database, filter, IdRange.Of(database, filter, after, long.MaxValue), limit),
            cancellationToken).ConfigureAwait(false);
        var replayed = 0;
        foreach (var step in chosen.Chunk(ReplayDeliveries.AtOnce))
        {
            replayed += await WriteAsync(session => ReplayDeliveries.Run(session, step, filter.State == DeliveryState.Delivered), cancellationToken).ConfigureAwait(false);
        }

        return new ReplayBatch(replayed, chosen.Count == 0 ? after : chosen[^1]);
    }

    public async ValueTask<int> GiveUpAsync(TimeSpan dueFor, string reason, int limit, CancellationToken cancellationToken)
    {
        var (ended, step) = (0, GiveUp.AtOnce);
        while (step == GiveUp.AtOnce && ended < limit)
        {
            var wanted = Math.Min(GiveUp.AtOnce, limit - ended);
            step = await WriteAsync(session => GiveUp.Run(session, dueFor, reason, wanted), cancellationToken).ConfigureAwait(false);
            ended += step;
        }

        return ended;
    }

    public async ValueTask<int> ForgetAsync(TimeSpan endedFor, TimeSpan deadFor, int limit, CancellationToken cancellationToken)
    {
        var removed = 0;
        while (removed < limit)
        {
            var wanted = Math.Min(Forget.AtOnce, limit - removed);
            var step = await WriteAsync(session => Forget.Run(session, endedFor, deadFor, wanted), cancellationToken).ConfigureAwait(false);
            removed += step;
            if (step < wanted)
            {
                break;
            }
        }

        while (await WriteAsync(FreePages.GiveBack, cancellationToken).ConfigureAwait(false))
        {
        }

        return removed;
    }

    public ValueTask<string?> ReadNoteAsync(string key, CancellationToken cancellationToken) =>
        ReadAsync(database => NoteTable.Read(database, key), cancellationToken);

    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ListNotesAsync(string prefix, CancellationToken cancellationToken) =>
        ReadAsync(database => NoteTable.List(database, prefix), cancellationToken);

    public ValueTask<bool> WriteNoteAsync(string key, string? expected, string? text, CancellationToken cancellationToken) =>
        WriteAsync(session => NoteTable.Write(session, key, expected, text), cancellationToken);

    private ValueTask<TResult> WriteAsync<TResult>(Func<WriteSession, TResult> body, CancellationToken cancellationToken) =>
        Opened.Writer.WriteAsync(body, cancellationToken);

    private ValueTask<TResult> ReadAsync<TResult>(Func<SqliteDatabase, TResult> read, CancellationToken cancellationToken) =>
        Opened.Readers.ReadAsync(read, cancellationToken);
}
