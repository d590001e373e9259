using Microsoft.Extensions.Logging;
using WebhookDispatch.Sqlite.Files;
using WebhookDispatch.Sqlite.History;
using WebhookDispatch.Sqlite.Writing;

namespace WebhookDispatch.Sqlite;

/// <summary>The file while it is in use: its lock, the one that writes and those that read.</summary>
internal sealed class OpenedStore : IAsyncDisposable
{
    private readonly StoreLock _lock;

    private OpenedStore(StoreLock held, StoreWriter writer, ReaderPool readers, ILogger logger)
    {
        _lock = held;
        Writer = writer;
        Readers = readers;
        Ids = new StoredIds(writer, readers, logger);
    }

    internal StoreWriter Writer { get; }

    internal ReaderPool Readers { get; }

    internal StoredIds Ids { get; }

    internal static async Task<OpenedStore> OpenAsync(string path, SqliteStoreOptions options, TimeProvider timeProvider, ILogger logger)
    {
        var target = StoreFile.Resolve(path);
        var held = StoreLock.Take(target);
        var writer = new StoreWriter(target, timeProvider, options.MaxPending, options.CheckpointPages, logger);
        try
        {
            await writer.OpenAsync().ConfigureAwait(false);
            return new OpenedStore(held, writer, new ReaderPool(target), logger);
        }
        catch
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            held.Dispose();
            throw;
        }
    }

    /// <summary>Readers are closed first: the last connection to be closed checkpoints, and that must be the one that writes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Readers.DisposeAsync().ConfigureAwait(false);
        await Writer.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
    }
}
