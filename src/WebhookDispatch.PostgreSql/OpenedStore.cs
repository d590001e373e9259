using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Endpoints;
using WebhookDispatch.PostgreSql.Enqueuing;
using WebhookDispatch.PostgreSql.Handing;
using WebhookDispatch.PostgreSql.Queueing;
using WebhookDispatch.PostgreSql.Schemas;
using WebhookDispatch.PostgreSql.Signals;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql;

/// <summary>The schema while it is in use: its connections, those that store events, and what is told and heard.</summary>
internal sealed class OpenedStore : IAsyncDisposable
{
    private readonly Enqueue _enqueue;
    private readonly Notifier? _notifier;
    private readonly Listener? _listener;

    private OpenedStore(StoreConnections connections, PostgreSqlStoreOptions options, string self, Notifier? notifier, Listener? listener, TimeProvider timeProvider)
    {
        Connections = connections;
        Self = self;
        Endpoints = new EndpointNumbers(connections, timeProvider);
        Claims = new ClaimParts(connections, Endpoints, Handed, new LapsedHanded(connections, Handed, timeProvider), new UnheldRows(connections, Handed));
        _enqueue = new Enqueue(Endpoints, Handed);
        _notifier = notifier;
        _listener = listener;
        Writers = new EnqueueWriters(options.Writers, options.MaxPending, StoreAsync, timeProvider);
    }

    internal StoreConnections Connections { get; }

    internal EndpointNumbers Endpoints { get; }

    internal EnqueueWriters Writers { get; }

    internal HandedTokens Handed { get; } = new();

    internal ClaimParts Claims { get; }

    /// <summary>Tells this process from the others that use the schema.</summary>
    internal string Self { get; }

    internal static async Task<OpenedStore> OpenAsync(
        NpgsqlDataSource source, PostgreSqlStoreOptions options, Action<StoreSignal> hear, Random random, TimeProvider timeProvider, ILogger logger)
    {
        var sql = new SqlText(options.Schema);
        var name = StoreName.Of(source.ConnectionString, options.Schema);
        if (options.Notify && StoreSource.RoomOf(source) < 2)
        {
            throw new StoreUnavailableException(
                StoreTrouble.Unreachable, $"{name} is used with a pool whose Maximum Pool Size is 1, and listening takes a connection for itself. Raise it, or set PostgreSql.Notify to false.");
        }

        var terms = new StatementTerms(options.StatementTimeout, options.LockTimeout, options.PrepareStatements);
        await new StoreSchema(source, sql, terms, name, logger).PrepareAsync(options.MigrateOnOpen, CancellationToken.None).ConfigureAwait(false);
        var connections = new StoreConnections(source, sql, terms, name);
        var self = Guid.CreateVersion7(timeProvider.GetUtcNow()).ToString("N");
        return new OpenedStore(
            connections,
            options,
            self,
            options.Notify ? new Notifier(connections, options.Schema, self, timeProvider) : null,
            options.Notify ? new Listener(source, sql, name, self, hear, random, timeProvider, logger) : null,
            timeProvider);
    }

    /// <summary>Stores events in a transaction that the caller ends, on the caller's connection.</summary>
    internal ValueTask<IReadOnlyList<EnqueueResult>> EnqueueWithinAsync(DbTransaction transaction, IReadOnlyList<NewEvent> events, CancellationToken cancellationToken)
    {
        var connection = CallersTransaction.ConnectionOf(transaction, Connections.Database);
        return _enqueue.RunAsync(Connections.Within(connection), [.. events.Select(one => (one, TimeSpan.Zero))], cancellationToken);
    }

    /// <summary>Tells other processes. Never waits, never fails.</summary>
    internal void Tell(StoreSignal signal) => _notifier?.Tell(signal);

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync().ConfigureAwait(false);
        }

        await Writers.DisposeAsync().ConfigureAwait(false);
        await Connections.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<EnqueueResult>> StoreAsync(IReadOnlyList<EnqueueCall> group)
    {
        var added = group.SelectMany(call => call.Events.Select(one => (Event: one, call.Lease))).ToList();
        var results = await _enqueue.RunAsync(Connections, added, CancellationToken.None).ConfigureAwait(false);
        for (var i = 0; i < added.Count; i++)
        {
            if (results[i].Status == EnqueueStatus.Stored && added[i].Event.DueIn <= TimeSpan.Zero && added[i].Event.Deliveries.Any(delivery => delivery is { Leased: false, Delivered: false }))
            {
                Tell(StoreSignal.DeliveriesDue);
                break;
            }
        }

        return results;
    }
}
