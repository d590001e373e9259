using System.Collections.Concurrent;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Files;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.History;

/// <summary>
/// A few connections that only read, so that history does not wait for the writer nor the writer for history. SQLite has no
/// asynchronous reads; these run on pool threads, four at most, because an operator's questions are short and few, and
/// nothing on a delivery's way asks any.
/// </summary>
internal sealed class ReaderPool(string path) : IAsyncDisposable
{
    private const int Readers = 4;

    private readonly SemaphoreSlim _permits = new(Readers);
    private readonly ConcurrentBag<SqliteDatabase> _idle = [];
    private volatile bool _closed;

    /// <summary>Reads in one snapshot: what is moved between two tables meanwhile is seen in exactly one.</summary>
    internal async ValueTask<TResult> ReadAsync<TResult>(Func<SqliteDatabase, TResult> read, CancellationToken cancellationToken)
    {
        await _permits.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_closed)
            {
                throw WriteQueue.Closed();
            }

            // In turn with everything else the pool has to do. Task.Run from a pool thread goes before what other threads queued,
            // and that is where publishers are answered: four readers in a loop held them up a hundredfold.
            return await Task.Factory.StartNew(
                () => Read(read), cancellationToken, TaskCreationOptions.PreferFairness | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
        finally
        {
            _permits.Release();
        }
    }

    /// <summary>Reads one row on the caller's thread: a seek costs less than to hand it to another. In no snapshot.</summary>
    internal ValueTask<TResult> ReadHereAsync<TState, TResult>(Func<SqliteDatabase, TState, TResult> read, TState state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _permits.Wait(0, CancellationToken.None) ? ValueTask.FromResult(ReadHere(read, state)) : WaitAndReadHereAsync(read, state, cancellationToken);
    }

    /// <summary>Waits for reads under way, then closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < Readers; i++)
        {
            await _permits.WaitAsync().ConfigureAwait(false);
        }

        _closed = true;
        while (_idle.TryTake(out var database))
        {
            database.Dispose();
        }

        // Whoever still waits for a permit has to learn that it is closed.
        _permits.Release(Readers);
    }

    private async ValueTask<TResult> WaitAndReadHereAsync<TState, TResult>(Func<SqliteDatabase, TState, TResult> read, TState state, CancellationToken cancellationToken)
    {
        await _permits.WaitAsync(cancellationToken).ConfigureAwait(false);
        return ReadHere(read, state);
    }

    private TResult ReadHere<TState, TResult>(Func<SqliteDatabase, TState, TResult> read, TState state)
    {
        SqliteDatabase? database = null;
        try
        {
            database = _closed ? throw WriteQueue.Closed() : _idle.TryTake(out var idle) ? idle : StoreConnections.OpenReading(path);
            var result = read(database, state);
            _idle.Add(database);
            return result;
        }
        catch (Exception exception) when (exception is not StoreUnavailableException)
        {
            database?.Dispose();
            throw StoreTroubles.Describe(exception, path);
        }
        finally
        {
            _permits.Release();
        }
    }

    private TResult Read<TResult>(Func<SqliteDatabase, TResult> read)
    {
        SqliteDatabase? database = null;
        try
        {
            database = _idle.TryTake(out var idle) ? idle : StoreConnections.OpenReading(path);
            database.Execute("BEGIN");
            var result = read(database);
            database.Execute("COMMIT");
            _idle.Add(database);
            return result;
        }
        catch (Exception exception)
        {
            database?.Dispose();
            throw StoreTroubles.Describe(exception, path);
        }
    }
}
