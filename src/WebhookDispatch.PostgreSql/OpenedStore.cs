using System.Data.Common;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Endpoints;
using WebhookDispatch.PostgreSql.Enqueuing;
using WebhookDispatch.PostgreSql.Schemas;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql;

/// <summary>The schema while it is in use: its connections, and those that store events.</summary>
internal sealed class OpenedStore : IAsyncDisposable
{
    private readonly Enqueue _enqueue;

    private OpenedStore(StoreConnections connections, PostgreSqlStoreOptions options, TimeProvider timeProvider)
    {
        Connections = connections;
        Endpoints = new EndpointNumbers(connections, timeProvider);
        _enqueue = new Enqueue(Endpoints);
        Writers = new EnqueueWriters(options.Writers, options.MaxPending, StoreAsync);
    }

    internal StoreConnections Connections { get; }

    internal EndpointNumbers Endpoints { get; }

    internal EnqueueWriters Writers { get; }

    internal static async Task<OpenedStore> OpenAsync(NpgsqlDataSource source, PostgreSqlStoreOptions options, TimeProvider timeProvider)
    {
        var sql = new SqlText(options.Schema);
        var name = StoreName.Of(source.ConnectionString, options.Schema);
        await new StoreSchema(source, sql, name).PrepareAsync(options.MigrateOnOpen, CancellationToken.None).ConfigureAwait(false);
        var terms = new StatementTerms(options.StatementTimeout, options.LockTimeout, options.PrepareStatements);
        return new OpenedStore(new StoreConnections(source, sql, terms, name), options, timeProvider);
    }

    /// <summary>Stores events in a transaction that the caller ends, on the caller's connection.</summary>
    internal ValueTask<IReadOnlyList<EnqueueResult>> EnqueueWithinAsync(DbTransaction transaction, IReadOnlyList<NewEvent> events, CancellationToken cancellationToken)
    {
        var connection = CallersTransaction.ConnectionOf(transaction, Connections.Database);
        return _enqueue.RunAsync(Connections.Within(connection), [.. events.Select(one => (one, TimeSpan.Zero))], cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Writers.DisposeAsync().ConfigureAwait(false);
        await Connections.DisposeAsync().ConfigureAwait(false);
    }

    private ValueTask<IReadOnlyList<EnqueueResult>> StoreAsync(IReadOnlyList<EnqueueCall> group) =>
        _enqueue.RunAsync(Connections, [.. group.SelectMany(call => call.Events.Select(one => (one, call.Lease)))], CancellationToken.None);
}
