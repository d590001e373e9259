using System.Data.Common;
using WebhookDispatch.Conformance;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.PostgreSql.Tests;

public sealed class OldestServerTests(ServerVersions servers) : ServerVersionTests(servers.GetOldestAsync, 13);

public sealed class NewestServerTests(ServerVersions servers) : ServerVersionTests(servers.GetNewestAsync, 18);

public sealed class OldestServerMethodTests(ServerVersions servers) : ServerVersionMethodTests(servers.GetOldestAsync);

public sealed class NewestServerMethodTests(ServerVersions servers) : ServerVersionMethodTests(servers.GetNewestAsync);

/// <summary>What every store does, in random sequences, on a server of another version than that of all other tests.</summary>
public abstract class ServerVersionTests : ModelConformance
{
    private readonly StoreSchemas _schemas;
    private readonly int _version;

    protected ServerVersionTests(Func<Task<PostgresServer>> server, int version)
    {
        _schemas = new StoreSchemas(server, GetType());
        _version = version;
    }

    protected override int Sequences => 50;

    [Fact]
    public async Task The_server_is_of_the_version_that_is_meant() =>
        Assert.Equal(_version, await _schemas.ReadAsync<int>("SELECT current_setting('server_version_num')::integer / 10000"));

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}

/// <summary>Every method once, those of transactions and of leadership, too.</summary>
public abstract class ServerVersionMethodTests : TenantMethodConformance
{
    private readonly StoreSchemas _schemas;

    protected ServerVersionMethodTests(Func<Task<PostgresServer>> server) => _schemas = new StoreSchemas(server, GetType());

    protected override ValueTask<IWebhookStore> CreateStoreAsync(TimeProvider clock) => _schemas.CreateAsync(clock);

    protected override ValueTask<DbTransaction?> BeginTransactionAsync() => _schemas.BeginTransactionAsync();

    protected override ValueTask AdvanceAsync(TimeSpan by) => new(_schemas.AdvanceAsync(by));

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await _schemas.DisposeAsync();
    }
}
