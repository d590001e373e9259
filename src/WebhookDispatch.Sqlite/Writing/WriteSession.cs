using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Files;

namespace WebhookDispatch.Sqlite.Writing;

/// <summary>The writing connection and what is known of its file; only the writer's thread touches it.</summary>
internal sealed class WriteSession : IDisposable
{
    // What was handed over is looked for among so many ids after a crash, and by those who list what waits.
    private const int OldestHanded = 8192;

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

    internal HandedRows Handed { get; private set; } = new();

    /// <summary>The instant of the transaction.</summary>
    internal long Now { get; private set; }

    internal static WriteSession Open(string path, StoreClock clock, int checkpointPages) =>
        new(StoreConnections.OpenWriting(path), clock, checkpointPages);

    /// <summary>Makes due at once what a process that is gone was holding: only one process uses the file.</summary>
    internal void ReleaseLeases()
    {
        Begin();
        Database[Query.ReleaseLeases].Bind(1, Now).Bind(2, Ledger.LeasedUntil).Run();
        Database[Query.QueueHanded].Bind(1, Now).Bind(2, Ledger.HandedFrom).Run();
        Ledger.LeasedUntil = 0;
        SaveLedger();
        Database[Query.Commit].Run();
        Reload();
    }

    /// <summary>Goes on from a session of this process that lost its connection: what it had handed over is still held.</summary>
    internal void TakeOver(HandedRows handed)
    {
        Begin();
        foreach (var row in handed.All())
        {
            if (!Holds(Query.FindQueued, row.Delivery) && !Holds(Query.FindEnded, row.Delivery))
            {
                WriteQueued(row);
            }
        }

        // The file may hold what callers were told is not stored. It comes due when it would have, had they been told it is.
        Database[Query.QueueHanded].Bind(1, long.MaxValue).Bind(2, Ledger.HandedFrom).Run();
        SaveLedger();
        Database[Query.Commit].Run();
        Reload();
    }

    /// <summary>Gives rows that were handed over their place in the queue.</summary>
    internal void PutIn(List<QueueRow> handed)
    {
        foreach (var row in handed)
        {
            Handed.Remove(row);
            WriteQueued(row);
        }
    }

    /// <summary>Writes a row of the queue, and what is known of it in memory.</summary>
    internal void WriteQueued(in QueueRow row)
    {
        Database[Query.InsertQueued]
            .Bind(1, row.Endpoint).Bind(2, row.DueAt).Bind(3, row.Delivery).Bind(4, row.Event)
            .Bind(5, row.Attempts).Bind(6, row.Claims).Bind(7, row.Epoch).Bind(8, row.LeaseToken)
            .Run();
        Held.Note(row);
        Agenda.Lower(row.Endpoint, row.DueAt);
        Heads.Lower(row.Endpoint, row.Delivery);
    }

    /// <summary>Leaves nothing of an event to what is handed over, nor of a later one: its rows are about to go.</summary>
    internal void SettleHanded(long stored)
    {
        if (stored >= Ledger.HandedFrom)
        {
            PutIn(Handed.All());
            Ledger.HandedFrom = Ledger.NextId;
        }
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
            while (Handed.Oldest is { } oldest && oldest.Event < Ledger.NextId - OldestHanded)
            {
                PutIn([oldest]);
            }

            SaveLedger();
        }

        Database[Query.Commit].Run();
        Handed.Committed();
    }

    /// <summary>Forgets what the transaction did, in the file and in memory.</summary>
    internal void Rollback()
    {
        Handed.RolledBack();
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

    private bool Holds(Query query, long delivery)
    {
        var row = Database[query].Bind(1, delivery);
        var holds = row.Step();
        row.Reset();
        return holds;
    }

    private void SaveLedger()
    {
        Ledger.HandedFrom = Handed.Oldest?.Event ?? Ledger.NextId;
        Ledger.Clock = Now;
        Ledger.Save(Database);
    }

    private void Reload()
    {
        Ledger = Ledger.Load(Database);
        Endpoints = EndpointNumbers.Load(Database);
        Agenda = EndpointAgenda.Load(Database, Endpoints.Count);
        Heads = new EndpointHeads();
        Held = new HeldRows();
    }
}
