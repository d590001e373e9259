using SQLitePCL;

namespace WebhookDispatch.Sqlite.Databases;

/// <summary>
/// One connection with its prepared statements, for one thread at a time. It is built on the native interface rather than
/// on ADO.NET: error codes decide what callers are told, and a statement of the hot path allocates nothing.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    // For a database shell that looks in for a moment.
    private const int BusyMilliseconds = 2000;

    private static readonly int QueryCount = Enum.GetValues<Query>().Length;

    private readonly sqlite3 _connection;
    private readonly Statement?[] _statements = new Statement?[QueryCount];

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(sqlite3 connection) => _connection = connection;

    /// <summary>The statement, reset and ready to be bound.</summary>
    internal Statement this[Query query]
    {
        get
        {
            var statement = _statements[(int)query] ??= Prepare(SqlText.Of(query));
            statement.Reset();
            return statement;
        }
    }

    internal int Changes => raw.sqlite3_changes(_connection);

    internal long TotalChanges => raw.sqlite3_total_changes(_connection);

    /// <summary>
    /// How many statements were run, but for those that are prepared for one use. SQLite counts them in any case; a measurement of
    /// statements for each delivered event has no other source, as there is no server to ask.
    /// </summary>
    internal long StatementRuns => _statements.Sum(statement => statement?.Runs ?? 0);

    internal bool InTransaction => raw.sqlite3_get_autocommit(_connection) == 0;

    internal static SqliteDatabase OpenWriting(string path) => Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    internal static SqliteDatabase OpenReading(string path) => Open(path, raw.SQLITE_OPEN_READONLY);

    /// <summary>Runs statements that take no values and whose rows nobody wants.</summary>
    internal void Execute(string sql)
    {
        var result = raw.sqlite3_exec(_connection, sql);
        if (result != raw.SQLITE_OK)
        {
            throw SqliteFailure.From(_connection, result);
        }
    }

    /// <summary>Runs a statement that answers with one number, such as a pragma.</summary>
    internal long ReadNumber(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Long(0) : 0;
    }

    internal Statement Prepare(string sql)
    {
        var result = raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle);
        return result == raw.SQLITE_OK ? new Statement(_connection, handle) : throw SqliteFailure.From(_connection, result);
    }

    /// <summary>Ends the transaction, if one is open.</summary>
    internal void Rollback()
    {
        foreach (var statement in _statements)
        {
            statement?.Reset();
        }

        if (InTransaction)
        {
            Execute("ROLLBACK");
        }
    }

    /// <summary>Pages written to the log since this was last asked.</summary>
    internal int TakePagesWritten()
    {
        _ = raw.sqlite3_db_status(_connection, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Copies what the log holds into the file, as far as readers allow, and waits for none.</summary>
    /// <returns>How many pages the log holds. The next write starts it anew when all were copied and nobody reads them.</returns>
    internal int Checkpoint()
    {
        _ = Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE, out var pages);
        return pages;
    }

    /// <summary>Copies the whole log and makes the next write start it anew, waiting a moment for readers.</summary>
    /// <returns>Whether readers made way.</returns>
    internal bool TryRestartLog()
    {
        // Every write waits as long as this does.
        _ = raw.sqlite3_busy_timeout(_connection, 250);
        var made = Checkpoint(raw.SQLITE_CHECKPOINT_RESTART, out _);
        _ = raw.sqlite3_busy_timeout(_connection, BusyMilliseconds);
        return made;
    }

    /// <summary>Copies the whole log and empties it: for a connection that is about to be closed.</summary>
    internal void EmptyLog() => _ = Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE, out _);

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement?.Dispose();
        }

        _connection.Dispose();
    }

    private bool Checkpoint(int mode, out int pages)
    {
        var result = raw.sqlite3_wal_checkpoint_v2(_connection, null, mode, out pages, out _);
        return result is raw.SQLITE_OK or raw.SQLITE_BUSY ? result == raw.SQLITE_OK : throw SqliteFailure.From(_connection, result);
    }

    private static SqliteDatabase Open(string path, int flags)
    {
        var result = raw.sqlite3_open_v2(path, out var connection, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (result == raw.SQLITE_OK)
        {
            _ = raw.sqlite3_extended_result_codes(connection, 1);
            _ = raw.sqlite3_busy_timeout(connection, BusyMilliseconds);
            return new SqliteDatabase(connection);
        }

        var failure = SqliteFailure.From(connection, result);
        connection.Dispose();
        throw failure;
    }
}
