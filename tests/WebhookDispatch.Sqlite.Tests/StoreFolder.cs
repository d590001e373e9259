using Microsoft.Extensions.Logging;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Sqlite.Tests;

/// <summary>A directory that lasts as long as a test, and the stores in it.</summary>
internal sealed class StoreFolder : IAsyncDisposable
{
    private readonly List<SqliteWebhookStore> _stores = [];
    private readonly RecordedLogs _logs = new();
    private readonly LoggerFactory _loggers;
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("webhook-dispatch-");

    internal StoreFolder() => _loggers = new LoggerFactory([_logs]);

    internal RecordedLogs Logs => _logs;

    internal string Root => _directory.FullName;

    internal string File => Path.Combine(Root, "webhooks.db");

    internal long FileLength => new FileInfo(File).Length;

    internal long LogLength => new FileInfo(File + "-wal").Length;

    internal SqliteWebhookStore Create(TimeProvider clock, SqliteStoreOptions? options = null, string? path = null)
    {
        var store = new SqliteWebhookStore(path ?? File, options ?? new SqliteStoreOptions(), clock, _loggers.CreateLogger<SqliteWebhookStore>());
        _stores.Add(store);
        return store;
    }

    internal async Task<SqliteWebhookStore> OpenAsync(TimeProvider? clock = null, SqliteStoreOptions? options = null, string? path = null)
    {
        var store = Create(clock ?? new TestClock(), options, path);
        await store.OpenAsync(TestContext.Current.CancellationToken);
        return store;
    }

    /// <summary>Reads numbers from the file, beside the store.</summary>
    internal long ReadNumber(string sql, string? path = null)
    {
        using var database = SqliteDatabase.OpenReading(path ?? File);
        return database.ReadNumber(sql);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _loggers.Dispose();
        _directory.Delete(recursive: true);
    }
}
