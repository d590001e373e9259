using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>A schema that is a test's own, in the database of its class, and the stores in it.</summary>
/// <remarks>
/// The store reads no clock but the server's. Where a test moves the time, a function <c>clock_timestamp</c> of its own stands
/// before the server's in the search path, so that the store's real statements run at the test's time.
/// </remarks>
internal sealed class StoreSchemas(Func<Task<PostgresServer>> server, Type test) : IAsyncDisposable
{
    private static int _last;

    private readonly List<PostgreSqlWebhookStore> _stores = [];
    private readonly string _name = $"s{Interlocked.Increment(ref _last)}";
    private string? _connectionString;
    private NpgsqlDataSource? _admin;

    internal StoreSchemas(SharedServer server, Type test)
        : this(server.GetAsync, test)
    {
    }

    internal string Schema => _name;

    internal string ConnectionString => _connectionString ?? throw new InvalidOperationException("Call PrepareAsync first.");

    /// <param name="stopClock">Whether the server's time stands still until <see cref="AdvanceAsync"/>.</param>
    internal async Task PrepareAsync(bool stopClock)
    {
        if (_connectionString is not null)
        {
            return;
        }

        var given = await (await server()).DatabaseAsync(test.Name.ToLowerInvariant());
        _admin = NpgsqlDataSource.Create(given);
        _connectionString = given;
        if (stopClock)
        {
            await ExecuteAsync($"""
                CREATE SCHEMA {_name}_clock;
                CREATE TABLE {_name}_clock.clock AS SELECT '2026-01-02 03:04:05+00'::timestamptz AS now;
                CREATE FUNCTION {_name}_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT now FROM {_name}_clock.clock';
                """);
            _connectionString += $";Search Path={_name}_clock,pg_catalog;Include Error Detail=true";
        }
    }

    /// <summary>A store of its own at a time that stands still.</summary>
    internal async ValueTask<IWebhookStore> CreateAsync(TimeProvider clock)
    {
        await PrepareAsync(stopClock: true);
        return Create(clock);
    }

    internal PostgreSqlWebhookStore Create(TimeProvider clock, PostgreSqlStoreOptions? options = null, string? connectionString = null, ILogger<PostgreSqlWebhookStore>? logger = null)
    {
        options ??= new PostgreSqlStoreOptions();
        options.Schema = _name;
        var source = StoreSource.Create(StoreSource.Check(connectionString ?? ConnectionString, "connectionString"));
        var store = new PostgreSqlWebhookStore(source, ownsSource: true, options, new Random(1), clock, logger ?? NullLogger<PostgreSqlWebhookStore>.Instance);
        _stores.Add(store);
        return store;
    }

    /// <summary>A transaction of an application's own; whoever takes it disposes its connection.</summary>
    internal async ValueTask<DbTransaction?> BeginTransactionAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return await connection.BeginTransactionAsync();
    }

    internal Task AdvanceAsync(TimeSpan by) =>
        ExecuteAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"UPDATE {_name}_clock.clock SET now = now + {by.Ticks / TimeSpan.TicksPerMicrosecond} * interval '1 microsecond'"));

    internal async Task ExecuteAsync(string sql)
    {
        await using var command = _admin!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    internal async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = _admin!.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        if (_admin is not null)
        {
            await _admin.DisposeAsync();
        }
    }
}
