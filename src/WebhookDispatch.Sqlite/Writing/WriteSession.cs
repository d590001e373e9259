using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Files;

namespace WebhookDispatch.Sqlite.Writing;

/// <summary>The writing connection and what is known of its file; only the writer's thread touches it.</summary>
internal sealed class WriteSession : IDisposable
{
    private readonly StoreClock _clock;
    private readonly int _checkpointPages;
    private int _pagesWritten;
    private int _restartAbove;

    private WriteSession(SqliteDatabase database, StoreClock clock, int checkpointPages)
    {
        Database = database;
        _clock = clock;
        _checkpointPages = checkpointPages;
        _restartAbove = 4 * checkpointPages;
        Reload();
        clock.NotBefore(Ledger.Clock);
    }

    internal SqliteDatabase Database { get; }

    internal Ledger Ledger { get; private set; } = null!;

    internal EndpointNumbers Endpoints { get; private set; } = null!;

    internal EndpointAgenda Agenda { get; private set; } = null!;

    internal EndpointHeads Heads { get; private set; } = null!;

    internal HeldRows Held { get; private set; } = null!;

    /// <summary>The instant of the transaction.</summary>
    internal long Now { get; private set; }

    internal static WriteSession Open(string path, StoreClock clock, int checkpointPages) =>
        new(StoreConnections.OpenWriting(path), clock, checkpointPages);

    /// <summary>Makes due at once what a process that is gone was holding: only one process uses the file.</summary>
    internal void ReleaseLeases()
    {
        Begin();
        Database[Query.ReleaseLeases].Bind(1, Now).Bind(2, Ledger.LeasedUntil).Run();
        Ledger.LeasedUntil = 0;
        Ledger.Clock = Now;
        Ledger.Save(Database);
        Database[Query.Commit].Run();
        Reload();
    }

    internal void Begin()
    {
        Now = _clock.Read();
        Database[Query.Begin].Run();
    }

    /// <summary>Commits, with the ledger when anything was changed. A claim that found nothing must not cost a write.</summary>
    internal void Commit(long changesBefore)
    {
        if (Database.TotalChanges != changesBefore)
        {
            Ledger.Clock = Now;
            Ledger.Save(Database);
        }

        Database[Query.Commit].Run();
    }

    /// <summary>Forgets what the transaction did, in the file and in memory.</summary>
    internal void Rollback()
    {
        Database.Rollback();
        Reload();
    }

    /// <summary>Copies the log into the file once it has grown. Called when callers have been answered, so that none waits for it.</summary>
    internal void CheckpointWhenDue()
    {
        _pagesWritten += Database.TakePagesWritten();
        if (_pagesWritten < _checkpointPages)
        {
            return;
        }

        // Readers that overlap without a gap keep the log from being started anew; a little waiting makes the gap. If one
        // reads for long, it is asked less and less often.
        _pagesWritten = 0;
        var pages = Database.Checkpoint();
        if (pages > _restartAbove)
        {
            _restartAbove = Database.TryRestartLog() ? 4 * _checkpointPages : 2 * pages;
        }
    }

    public void Dispose() => Database.Dispose();

    private void Reload()
    {
        Ledger = Ledger.Load(Database);
        Endpoints = EndpointNumbers.Load(Database);
        Agenda = EndpointAgenda.Load(Database, Endpoints.Count);
        Heads = new EndpointHeads();
        Held = new HeldRows();
    }
}
