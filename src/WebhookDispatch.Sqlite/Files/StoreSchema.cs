using System.Globalization;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Files;

/// <summary>Tells a store from another file, and brings its schema up to date.</summary>
internal static class StoreSchema
{
    // 'whd1', as the first migration sets it.
    private const long ApplicationId = 0x77686431;

    internal static int Newest => SqlText.Migrations[^1].Version;

    /// <exception cref="StoreUnavailableException">It is not a store, or a newer version of one. Nothing was changed.</exception>
    internal static void Prepare(SqliteDatabase database, string path)
    {
        var version = database.ReadNumber("PRAGMA user_version");
        var isNew = database.ReadNumber("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && database.ReadNumber("PRAGMA application_id") != ApplicationId)
        {
            throw new StoreUnavailableException(
                StoreTrouble.NotOurs,
                $"'{path}' is a SQLite database, but not a WebhookDispatch store. Give the store a file of its own.");
        }

        if (version > Newest)
        {
            throw new StoreUnavailableException(
                StoreTrouble.NewerSchema,
                string.Create(CultureInfo.InvariantCulture, $"'{path}' has schema {version}; this version of the library knows {Newest}. Use the newer version that wrote it, or restore a backup from before."));
        }

        if (isNew)
        {
            // Only a file without pages can be told how large they are, and to give some back later. An event of 1 KiB leaves
            // less of a page of 8 KiB unused than of the usual 4, and a commit makes half as many system calls.
            database.Execute("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
        }

        database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        foreach (var migration in SqlText.Migrations.Where(migration => migration.Version > version))
        {
            database.Execute("BEGIN IMMEDIATE");
            database.Execute(migration.Sql);
            database.Execute("COMMIT");
        }
    }
}
