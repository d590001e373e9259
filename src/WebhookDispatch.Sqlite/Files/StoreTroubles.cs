using SQLitePCL;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Files;

/// <summary>What callers are told when SQLite fails.</summary>
internal static class StoreTroubles
{
    /// <summary>Whether the failure is of the file or its disk, so that everything else would fail too.</summary>
    internal static bool IsOfTheStore(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or SqliteFailure { IsOfTheStatement: false };

    internal static Exception Describe(Exception failure, string path) => failure switch
    {
        StoreUnavailableException known => new StoreUnavailableException(known.Reason, known.Message, known),
        SqliteFailure sqlite => Describe(sqlite, path),
        IOException or UnauthorizedAccessException => new StoreUnavailableException(
            StoreTrouble.Unreachable, $"'{path}' cannot be opened: {failure.Message} Give the path of a file that this process may write.", failure),
        _ => new InvalidOperationException($"The store '{path}' could not do what was asked: {failure.Message}", failure),
    };

    private static Exception Describe(SqliteFailure failure, string path)
    {
        StoreUnavailableException Because(StoreTrouble trouble, string text) =>
            new(trouble, $"'{path}' {text} ({failure.Message})", failure);

        return failure.Code switch
        {
            raw.SQLITE_FULL => Because(StoreTrouble.Full, "cannot grow: its disk is full. Make room; nothing has to be restarted."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Because(StoreTrouble.InUse, "is locked by another program, such as a database shell. Close it."),
            raw.SQLITE_NOTADB => Because(StoreTrouble.NotOurs, "is not a SQLite database. Give the path of a file that does not exist yet, or of a store."),
            raw.SQLITE_CORRUPT => Because(StoreTrouble.Damaged, "is damaged. Move it and its -wal file away for rescue, then restore a backup or start with a new file."),
            raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE or raw.SQLITE_ERROR =>
                new InvalidOperationException($"The store '{path}' refused what was asked. ({failure.Message})", failure),
            _ => Because(StoreTrouble.Unreachable, "cannot be read or written. Look at its disk, directory and rights."),
        };
    }
}
