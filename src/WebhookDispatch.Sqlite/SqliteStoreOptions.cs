namespace WebhookDispatch.Sqlite;

/// <summary>How the SQLite store uses memory and disk. Its safety cannot be set: every commit is synced to disk before a call returns.</summary>
/// <remarks>
/// One process uses a file, on a local disk: <c>file.lock</c> beside it keeps others out. One connection of the store commits
/// and checkpoints, all others only read, which avoids the WAL-reset bug of SQLite 3.7.0 to 3.51.2; so let no other program
/// write to the file, and back it up with <c>VACUUM INTO</c> or SQLite's backup rather than with a tool that checkpoints.
/// </remarks>
public sealed class SqliteStoreOptions
{
    /// <summary>How many calls may wait for the writing thread. A call beyond that waits to be admitted, and can be cancelled while it does.</summary>
    /// <value>The default is 4,096. 1 to 1,000,000.</value>
    public int MaxPending { get; set; } = 4096;

    /// <summary>
    /// After how many written pages of 8 KiB the log <c>file-wal</c> is copied into the file at the latest. Calls that come while it
    /// is copied wait, so a quarter is copied at a time, and more only where copying would take more than a ninth of the time:
    /// on a disk that is slow to sync.
    /// </summary>
    /// <value>The default is 500 pages: 4 MiB. 10 to 100,000.</value>
    public int CheckpointPages { get; set; } = 500;
}
