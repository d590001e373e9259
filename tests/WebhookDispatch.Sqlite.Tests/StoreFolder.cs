using Microsoft.Extensions.Logging;
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

    internal IReadOnlyList<RecordedLog> Logs => _logs.Lines;

    internal string Root => _directory.FullName;

    internal string File => Path.Combine(_directory.FullName, "webhooks.db");

    internal SqliteWebhookStore Create(TimeProvider clock, SqliteStoreOptions? options = null, string? path = null)
    {
        var store = new SqliteWebhookStore(path ?? File, options ?? new SqliteStoreOptions(), clock, _loggers.CreateLogger<SqliteWebhookStore>());
        _stores.Add(store);
        return store;
    }

    internal async Task<SqliteWebhookStore> OpenAsync(TimeProvider clock, SqliteStoreOptions? options = null, string? path = null)
    {
        var store = Create(clock, options, path);
        await store.OpenAsync(TestContext.Current.CancellationToken);
        return store;
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
