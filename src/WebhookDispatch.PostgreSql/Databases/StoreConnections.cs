using System.Collections.Concurrent;
using System.Data;
using Npgsql;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>
/// Runs each statement in a transaction of its own, on connections that are kept open between statements: a connection that goes
/// back to a pool is reset, which costs as much as a small statement. No statement leaves anything behind in its session, so
/// that a proxy may hand each to another server process.
/// </summary>
internal sealed class StoreConnections(NpgsqlDataSource source, SqlText sql, StatementTerms terms, string name) : IStatements, IAsyncDisposable
{
    private const int MostTries = 4;
    private const int MostKept = 8;

    // The rest of a small pool is for whoever else takes connections from it, who would not be told of one that is kept here.
    private readonly int _mostKept = Math.Min(MostKept, StoreSource.RoomOf(source) / 2);

    private readonly ConcurrentStack<NpgsqlConnection> _kept = new();
    private int _opening;
    private volatile bool _closed;

    public string LockTimeout { get; } = terms.LockTimeoutText;

    public bool MayFail => true;

    /// <summary>The database that they lead to.</summary>
    internal string? Database { get; } = StoreName.DatabaseOf(source.ConnectionString);

    public ValueTask<TResult> RunAsync<TResult>(
        Query query, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, ValueTask<TResult>> read, CancellationToken cancellationToken) =>
        TryAsync(connection => RunAsync(connection, query, bind, read, cancellationToken), cancellationToken);

    /// <summary>Runs several statements in one transaction of their own, each of which sees what was committed before it began.</summary>
    internal ValueTask<TResult> RunTogetherAsync<TResult>(Func<IStatements, ValueTask<TResult>> work, CancellationToken cancellationToken) =>
        TryAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var statements = new TransactionStatements(connection, sql, terms, name) { LockTimeout = LockTimeout };
                    await statements.ChangeAsync(Query.PlanByIndex, static _ => { }, cancellationToken).ConfigureAwait(false);
                    var result = await work(statements).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return result;
                }
            },
            cancellationToken);

    /// <summary>Runs statements in a transaction of the connection's owner.</summary>
    internal IStatements Within(NpgsqlConnection connection) => new TransactionStatements(connection, sql, terms with { Prepare = false }, name);

    private async ValueTask<TResult> TryAsync<TResult>(Func<NpgsqlConnection, ValueTask<TResult>> work, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            NpgsqlConnection? connection = null;
            var isFresh = true;
            try
            {
                (connection, isFresh) = await TakeAsync(cancellationToken).ConfigureAwait(false);
                return await work(connection).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A connection that was kept may have ended long ago, with its server. What a statement did before its
                // connection broke is not done twice by trying again: events and claims have their ids and tokens. One whose
                // server takes writes no longer stays open, while a new one may lead to the primary.
                var isReadOnly = StoreTroubles.IsReadOnly(exception);
                var isStale = !isFresh && (isReadOnly || connection is not { FullState: ConnectionState.Open });
                if (isStale || isReadOnly)
                {
                    await ForgetAsync(isReadOnly ? connection : null).ConfigureAwait(false);
                }

                if (tries == MostTries || !(isStale || StoreTroubles.IsPassing(exception)))
                {
                    throw StoreTroubles.Describe(exception, name);
                }
            }
            finally
            {
                await KeepAsync(connection).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await ReturnAsync().ConfigureAwait(false);
    }

    internal static StoreUnavailableException Closed() =>
        new(StoreTrouble.Closed, "The store is closed or being closed. Publish before the application's services are disposed.");

    // The statements of a batch are sent together and are one transaction.
    private async ValueTask<TResult> RunAsync<TResult>(
        NpgsqlConnection connection, Query query, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, ValueTask<TResult>> read, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection) { Timeout = terms.TimeoutSeconds };
        await using (batch.ConfigureAwait(false))
        {
            var isPlanned = query.MustUseIndexes();
            if (isPlanned)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(sql[Query.PlanByIndex]));
            }

            var command = new NpgsqlBatchCommand(sql[query]);
            bind(command.Parameters);
            batch.BatchCommands.Add(command);
            if (terms.Prepare)
            {
                await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
            }

            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (isPlanned)
                {
                    await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                }

                return await read(reader).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<(NpgsqlConnection Connection, bool IsFresh)> TakeAsync(CancellationToken cancellationToken)
    {
        if (await TakeKeptAsync().ConfigureAwait(false) is { } kept)
        {
            return (kept, false);
        }

        Interlocked.Increment(ref _opening);
        try
        {
            // One that was kept before its user could see that somebody waits.
            return await TakeKeptAsync().ConfigureAwait(false) is { } late
                ? (late, false)
                : (_closed ? throw Closed() : await StoreSource.OpenAsync(source, name, cancellationToken).ConfigureAwait(false), true);
        }
        finally
        {
            Interlocked.Decrement(ref _opening);
        }
    }

    private async ValueTask<NpgsqlConnection?> TakeKeptAsync()
    {
        while (_kept.TryPop(out var kept))
        {
            if (kept.FullState == ConnectionState.Open)
            {
                return kept;
            }

            await kept.DisposeAsync().ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Keeps it, unless somebody waits for a connection: the pool may be at its end, and then has none until one comes back.</summary>
    private ValueTask KeepAsync(NpgsqlConnection? connection)
    {
        if (connection is { FullState: ConnectionState.Open } && !_closed && _kept.Count < _mostKept && Volatile.Read(ref _opening) == 0)
        {
            _kept.Push(connection);
            if (Volatile.Read(ref _opening) == 0 || !_kept.TryPop(out connection))
            {
                return ValueTask.CompletedTask;
            }
        }

        return connection?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    // Where one connection has ended with its server, or leads to the wrong one, so do the others, of which the pool knows as little.
    private async ValueTask ForgetAsync(NpgsqlConnection? connection)
    {
        source.Clear();
        await ReturnAsync().ConfigureAwait(false);
        if (connection is not null)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask ReturnAsync()
    {
        while (_kept.TryPop(out var connection))
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
