using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Files;

namespace WebhookDispatch.Sqlite.Writing;

/// <summary>The writing connection and what is known of its file; only the writer's thread touches it.</summary>
internal sealed class WriteSession : IDisposable
{
    // Readers that overlap without a gap are made to wait for when the log is so many times as long as it should be.
    private const int RestartAfter = 4;

    // What was handed over is looked for among so many ids after a crash, and by those who list what waits.
    private const int OldestHanded = 8192;

    private readonly SqliteDatabase _database;
    private readonly StoreClock _clock;
    private readonly CheckpointPace _checkpoints;
    private int _pagesWritten;
    private int _restartAbove;
    private long _changesBefore;
    private bool _begun;

    private WriteSession(SqliteDatabase database, StoreClock clock, CheckpointPace checkpoints)
    {
        _database = database;
        _clock = clock;
        _checkpoints = checkpoints;
        _restartAbove = RestartAfter * checkpoints.MostPages;
        Reload();
        clock.NotBefore(Ledger.Clock);
    }

    /// <summary>
    /// The connection, within the transaction, which begins when somebody first asks for it: a claim that knows from memory that
    /// nothing is due must not cost the disk anything, and an idle process claims once a second.
    /// </summary>
    internal SqliteDatabase Database
    {
        get
        {
            if (!_begun)
            {
                _database[Query.Begin].Run();
                (_begun, _changesBefore) = (true, _database.TotalChanges);
            }

            return _database;
        }
    }

    internal Ledger Ledger { get; private set; } = null!;

    internal EndpointNumbers Endpoints { get; private set; } = null!;

    internal EndpointAgenda Agenda { get; private set; } = null!;

    internal EndpointHeads Heads { get; private set; } = null!;

    internal HeldRows Held { get; private set; } = null!;

    internal HandedRows Handed { get; private set; } = new();

    /// <summary>The instant of the transaction.</summary>
    internal long Now { get; private set; }

    internal static WriteSession Open(string path, StoreClock clock, CheckpointPace checkpoints) =>
        new(StoreConnections.OpenWriting(path), clock, checkpoints);

    /// <summary>Makes due at once what a process that is gone was holding: only one process uses the file.</summary>
    internal void ReleaseLeases()
    {
        Begin();
        Database[Query.ReleaseLeases].Bind(1, Now).Bind(2, Ledger.LeasedUntil).Run();
        Database[Query.QueueHanded].Bind(1, Now).Bind(2, Ledger.HandedFrom).Run();
        Ledger.LeasedUntil = 0;
        SaveLedger();
        End();
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
        End();
        Reload();
    }

    /// <summary>Writes down who held what, as the process is about to end: after a crash it is only known what had not ended.</summary>
    internal void LeaveInQueue()
    {
        Begin();
        PutIn(Handed.All());
        _ = Commit();
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

    internal void Begin() => Now = _clock.Read();

    /// <summary>Commits, with the ledger when anything was changed.</summary>
    /// <returns>Whether there was anything to commit.</returns>
    internal bool Commit()
    {
        if (!_begun)
        {
            return false;
        }

        if (_database.TotalChanges != _changesBefore)
        {
            while (Handed.Oldest is { } oldest && oldest.Event < Ledger.NextId - OldestHanded)
            {
                PutIn([oldest]);
            }

            SaveLedger();
        }

        End();
        Handed.Committed();
        return true;
    }

    /// <summary>Forgets what the transaction did, in the file and in memory.</summary>
    internal void Rollback()
    {
        Handed.RolledBack();
        _begun = false;
        _database.Rollback();
        var former = Ledger;
        Reload();
        Ledger.GoOnFrom(former);
    }

    /// <summary>Copies the log into the file once it has grown. Called when callers have been answered, so that none waits for it.</summary>
    internal void CheckpointWhenDue()
    {
        _pagesWritten += _database.TakePagesWritten();
        if (!_checkpoints.IsDue(_pagesWritten))
        {
            return;
        }

        // Readers that overlap without a gap keep the log from being started anew; a little waiting makes the gap. If one
        // reads for long, it is asked less and less often.
        _pagesWritten = 0;
        var pages = _checkpoints.Run(_database.Checkpoint);
        if (pages > _restartAbove)
        {
            _restartAbove = _database.TryRestartLog() ? RestartAfter * _checkpoints.MostPages : 2 * pages;
        }
    }

    /// <summary>Copies what the log holds, as far as readers allow.</summary>
    internal void Checkpoint() => _ = _database.Checkpoint();

    /// <summary>Copies the whole log and empties it: for a session that is about to be closed.</summary>
    internal void EmptyLog() => _database.EmptyLog();

    public void Dispose() => _database.Dispose();

    private void End()
    {
        _database[Query.Commit].Run();
        _begun = false;
    }

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
        Ledger.Save(_database);
    }

    private void Reload()
    {
        Ledger = Ledger.Load(_database);
        Endpoints = EndpointNumbers.Load(_database);
        Agenda = EndpointAgenda.Load(_database, Endpoints.Count);
        Heads = new EndpointHeads();
        Held = new HeldRows();
    }
}
