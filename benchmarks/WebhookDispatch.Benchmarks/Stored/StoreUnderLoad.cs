using Npgsql;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>Where a run keeps its events: a file, this process's memory, or a PostgreSQL server that lasts as long as the run.</summary>
internal sealed class StoreUnderLoad : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly PostgresServer? _server;

    private StoreUnderLoad(TemporaryFolder folder, string? where, PostgresServer? server = null) => (_folder, Where, _server) = (folder, where, server);

    /// <summary>The path or the connection string; <see langword="null"/> for memory.</summary>
    public string? Where { get; }

    /// <param name="store">Which kind.</param>
    /// <param name="folder">Where a file is made.</param>
    /// <param name="isNew">Whether a server may be one that has just been made, because nothing is measured on it.</param>
    public static async Task<StoreUnderLoad> StartAsync(string store, TemporaryFolder folder, bool isNew)
    {
        if (store != "postgres")
        {
            return new StoreUnderLoad(folder, store == "sqlite" ? folder.PathOf("run.db") : null);
        }

        // All that keeps what was committed is on, as it is by default, and so are the buffers: with more of them, and no huge pages, each of
        // the server's processes takes a page fault for every 4 KiB that it has not touched before, throughout a run.
        var server = await PostgresServer.StartAsync("-c max_wal_size=4GB");
        if (!isNew)
        {
            await UseLogFilesAsync(server);
        }

        return new StoreUnderLoad(folder, await server.DatabaseAsync("benchmark"), server);
    }

    // A server that has run for some hours writes its log over files that it has used before. A new one makes each of them, 16 MiB of
    // zeros, when it needs it, and all that commit wait meanwhile: up to 80 ms, twice a second. So this one fills files first, as many as a
    // run may need, and a checkpoint gives them free.
    private static async Task UseLogFilesAsync(PostgresServer server)
    {
        for (var i = 0; i < 32; i++)
        {
            await server.ExecuteAsync("SELECT pg_logical_emit_message(false, 'used', repeat(' ', 64 * 1024 * 1024))");
        }

        await server.ExecuteAsync("CHECKPOINT");
    }

    /// <summary>The processor time that the server has used so far; none where there is none, or the system does not tell.</summary>
    public TimeSpan ServerProcessorTime => _server?.Folder is null ? TimeSpan.Zero : ProcessFamily.ProcessorTimeOf(_server.Postmaster);

    /// <summary>A further store of the same kind: a file, or a database of the server.</summary>
    public Task<string> NewAsync(string name) => _server?.DatabaseAsync(name) ?? Task.FromResult(_folder.PathOf(name + ".db"));

    /// <summary>What the server has done so far; <see langword="null"/> when there is none.</summary>
    public async Task<ServerUse?> ReadUseAsync()
    {
        if (_server is null)
        {
            return null;
        }

        // Server processes hand their counts in once a second.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System);
        await using var source = NpgsqlDataSource.Create(_server.ConnectionString);
        await using var command = source.CreateCommand("SELECT (SELECT sum(xact_commit + xact_rollback) FROM pg_stat_database)::bigint, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new ServerUse(row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>How large such a store is.</summary>
    public async Task<StoreSize> SizeOfAsync(string where)
    {
        if (_server is null)
        {
            return new StoreSize(_folder.SizeOf(Path.GetFileName(where)), null);
        }

        await using var source = NpgsqlDataSource.Create(where);
        await using var command = source.CreateCommand(
            "SELECT pg_database_size(current_database()), (SELECT sum(pg_indexes_size(relid)) FROM pg_stat_user_tables)::bigint");
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new StoreSize(row.GetInt64(0), row.GetInt64(1));
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
