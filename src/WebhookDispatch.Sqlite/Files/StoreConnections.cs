using WebhookDispatch.Sqlite.Databases;

namespace WebhookDispatch.Sqlite.Files;

/// <summary>
/// Opens the two kinds of connection. SQLite from 3.7.0 to 3.51.2 can damage a file when one connection commits while
/// another checkpoints (sqlite.org/wal.html, "The WAL-Reset Bug"). So one connection does both, and
/// the others cannot write: opened for reading, and closed before the writing one, whose closing checkpoints.
/// </summary>
internal static class StoreConnections
{
    // In pages: sizes in KiB are divided by the usual page of 4 KiB, as these are set before the file's own is known, and a cache
    // meant to take 16 MB took 33. 8 MiB of a steady load's pages are as good as 32.
    private const string WriterCache = "PRAGMA cache_size = 1024";
    private const string ReaderCache = "PRAGMA cache_size = 256";

    internal static SqliteDatabase OpenWriting(string path)
    {
        StoreLock.CreateFileIfMissing(path);
        var database = SqliteDatabase.OpenWriting(path);
        try
        {
            database.Execute("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; " + WriterCache);
            StoreSchema.Prepare(database, path);

            // The writer checkpoints between transactions, when their callers have been answered.
            database.Execute("PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 16777216");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    internal static SqliteDatabase OpenReading(string path)
    {
        var database = SqliteDatabase.OpenReading(path);
        try
        {
            database.Execute("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0; PRAGMA query_only = ON; " + ReaderCache);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
