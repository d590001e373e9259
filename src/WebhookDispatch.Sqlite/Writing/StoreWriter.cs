using Microsoft.Extensions.Logging;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Files;

namespace WebhookDispatch.Sqlite.Writing;

/// <summary>
/// The one thread that writes. It takes what is queued into one transaction, commits, answers, and takes what was queued
/// meanwhile: the time of one sync to disk makes the next group, so that the more callers there are the less each costs.
/// </summary>
internal sealed partial class StoreWriter(string path, TimeProvider timeProvider, int capacity, int checkpointPages, ILogger logger) : IAsyncDisposable
{
    private const int LargestGroup = 512;

    private readonly WriteQueue _queue = new(capacity);
    private readonly StoreClock _clock = new(timeProvider);
    private readonly CheckpointPace _checkpoints = new(timeProvider, checkpointPages);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteSession? _session;
    private HandedRows? _left;
    private bool _troubled;
    private long _endpointsVersion;
    private Thread? _thread;

    /// <summary>How many transactions were committed, and how many writes they held.</summary>
    internal (long Transactions, long Writes) Committed { get; private set; }

    /// <summary>The number of the last committed change of an endpoint. No other process can make one, so that nobody has to read it from the file.</summary>
    internal long EndpointsVersion => Volatile.Read(ref _endpointsVersion);

    /// <summary>Opens the file and starts the thread.</summary>
    internal Task OpenAsync()
    {
        _thread = new Thread(Live) { IsBackground = true, Name = "WebhookDispatch.Sqlite" };
        _thread.Start();
        return _opened.Task;
    }

    /// <summary>Runs a write in a transaction and waits for its commit; once admitted, a write is not given up.</summary>
    internal ValueTask<TResult> WriteAsync<TResult>(Func<WriteSession, TResult> body, CancellationToken cancellationToken)
    {
        var write = new AwaitedWrite<TResult>(body);
        var admission = _queue.AdmitAsync(write, cancellationToken);
        return admission.IsCompletedSuccessfully ? write.Committed : WaitAsync(admission, write);
    }

    /// <summary>Writes what was admitted, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        if (_thread is not null)
        {
            await _ended.Task.ConfigureAwait(false);
        }
    }

    private static async ValueTask<TResult> WaitAsync<TResult>(ValueTask admission, AwaitedWrite<TResult> write)
    {
        await admission.ConfigureAwait(false);
        return await write.Committed.ConfigureAwait(false);
    }

    private void Live()
    {
        try
        {
            _session = WriteSession.Open(path, _clock, _checkpoints);
            _session.ReleaseLeases();
            _endpointsVersion = _session.Ledger.EndpointsVersion;
        }
        catch (Exception exception)
        {
            _session?.Dispose();
            _queue.Close();
            _opened.SetException(StoreTroubles.Describe(exception, path));
            _ended.SetResult();
            return;
        }

        _opened.SetResult();
        var batch = new List<IStoreWrite>(LargestGroup);
        while (_queue.Take(batch, LargestGroup))
        {
            Write(batch);
            batch.Clear();
            Checkpoint(session => session.CheckpointWhenDue());
        }

        Checkpoint(session => session.LeaveInQueue());
        Checkpoint(session => session.EmptyLog());
        _session?.Dispose();
        _ended.SetResult();
    }

    private void Write(List<IStoreWrite> batch)
    {
        bool committed;
        try
        {
            committed = Transact(batch);
        }
        catch (Exception exception)
        {
            Recover();
            if (batch.Count > 1 && !StoreTroubles.IsOfTheStore(exception))
            {
                // One of them is at fault. Savepoints would tell which, at a price that every good write pays.
                batch.ForEach(write => Write([write]));
                return;
            }

            Report(exception);
            batch.ForEach(write => write.Fail(StoreTroubles.Describe(exception, path)));
            return;
        }

        Committed = (Committed.Transactions + (committed ? 1 : 0), Committed.Writes + batch.Count);
        batch.ForEach(write => write.Succeed());
        if (_troubled)
        {
            _troubled = false;
            Log.Recovered(logger, path);
        }
    }

    private bool Transact(List<IStoreWrite> batch)
    {
        var session = _session ?? Reopen();
        session.Begin();
        foreach (var write in batch)
        {
            write.Run(session);
        }

        var committed = session.Commit();
        Volatile.Write(ref _endpointsVersion, session.Ledger.EndpointsVersion);
        return committed;
    }

    // The connection is kept if it can be. Were it closed after a sync that failed, opening the file again would read
    // the log from its start and find the transaction that its callers were told is not stored.
    private void Recover()
    {
        try
        {
            _session?.Rollback();
        }
        catch
        {
            _left = _session?.Handed ?? _left;
            _session?.Dispose();
            _session = null;
        }
    }

    private WriteSession Reopen()
    {
        var session = WriteSession.Open(path, _clock, _checkpoints);
        try
        {
            session.TakeOver(_left!);
            (_session, _left) = (session, null);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void Report(Exception exception)
    {
        if (StoreTroubles.IsOfTheStore(exception) && !_troubled)
        {
            _troubled = true;
            Log.Troubled(logger, exception, path);
        }

        // A full disk may have room for the file's pages again once the log is copied.
        Checkpoint(session => session.Checkpoint());
    }

    private void Checkpoint(Action<WriteSession> checkpoint)
    {
        if (_session is not { } session)
        {
            return;
        }

        try
        {
            checkpoint(session);
        }
        catch (SqliteFailure failure)
        {
            Log.NotCheckpointed(logger, failure, path);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Error, "The store {Path} cannot write. Callers are told; every write tries again.")]
        internal static partial void Troubled(ILogger logger, Exception exception, string path);

        [LoggerMessage(3002, LogLevel.Information, "The store {Path} writes again.")]
        internal static partial void Recovered(ILogger logger, string path);

        [LoggerMessage(3003, LogLevel.Warning, "The log of the store {Path} could not be copied into its file. Nothing is lost; the log grows until it can be.")]
        internal static partial void NotCheckpointed(ILogger logger, Exception exception, string path);
    }
}
