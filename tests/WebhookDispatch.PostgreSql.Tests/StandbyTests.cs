using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>Several hosts, of which one is the primary, and another is once that one is gone.</summary>
public sealed class StandbyTests(SharedServer server) : IAsyncLifetime
{
    private PostgresServer? _primary;
    private PostgresServer? _standby;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The standby first, and asked again at once whether it still is one.
    private string Hosts => $"Host=127.0.0.1:{Port(_standby!)},127.0.0.1:{Port(_primary!)};Username=postgres;Database=postgres;Host Recheck Seconds=0";

    public async ValueTask InitializeAsync()
    {
        // Not for itself: where tests run on a server that is given, they cannot make a standby.
        Assert.SkipWhen((await server.GetAsync()).Folder is null, "A standby needs servers of our own.");
        _primary = await PostgresServer.StartAsync();
        _standby = await PostgresServer.StartAsync();
        foreach (var one in (PostgresServer[])[_primary, _standby])
        {
            await using var provider = Provide(builder => builder.UsePostgreSql(one.ConnectionString));
            await provider.GetRequiredService<IWebhookStore>().OpenAsync(Cancellation);
        }

        await File.WriteAllTextAsync(Path.Combine(_standby.Folder!, "data", "standby.signal"), "", Cancellation);
        await _standby.RestartAsync("fast");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in (PostgresServer?[])[_primary, _standby])
        {
            await (one?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(";Target Session Attributes=primary")]
    [InlineData(";Target Session Attributes=read-write")]
    public async Task The_primary_is_found_and_a_promoted_standby_after_it(string attributes)
    {
        await using var provider = Provide(builder => builder.UsePostgreSql(Hosts + attributes));

        await AssertGoesOnAsync(provider);
    }

    [Fact]
    public async Task Of_a_data_source_with_several_hosts_the_primary_is_meant()
    {
        await using var source = new NpgsqlDataSourceBuilder(Hosts).BuildMultiHost();
        await using var provider = Provide(builder => builder.UsePostgreSql(source));

        await AssertGoesOnAsync(provider);
    }

    [Fact]
    public async Task Without_a_primary_it_says_so_and_a_host_that_refuses_the_user_is_told_before_one_that_is_down()
    {
        await using var standbys = Provide(builder => builder.UsePostgreSql($"Host=127.0.0.1:1,127.0.0.1:{Port(_standby!)};Username=postgres;Database=postgres;Password=hunter2"));
        await using var strangers = Provide(builder => builder.UsePostgreSql($"Host=127.0.0.1:1,127.0.0.1:{Port(_primary!)};Username=nobody_of_that_name;Database=postgres"));

        var withoutPrimary = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await standbys.GetRequiredService<IWebhookStore>().OpenAsync(Cancellation));
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await strangers.GetRequiredService<IWebhookStore>().OpenAsync(Cancellation));

        Assert.Equal(StoreTrouble.Unreachable, withoutPrimary.Reason);
        Assert.Contains($"at 127.0.0.1:1 or 127.0.0.1:{Port(_standby!)}, schema", withoutPrimary.Message, StringComparison.Ordinal);
        Assert.Contains("no host that can be reached and takes writes", withoutPrimary.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", withoutPrimary.ToString(), StringComparison.Ordinal);
        Assert.Equal(StoreTrouble.Denied, refused.Reason);
    }

    private static int Port(PostgresServer one) => new NpgsqlConnectionStringBuilder(one.ConnectionString).Port;

    private static ServiceProvider Provide(Action<IWebhookDispatchBuilder> use)
    {
        var services = new ServiceCollection().AddLogging();
        use(services.AddWebhookDispatch());
        return services.BuildServiceProvider();
    }

    private async Task AssertGoesOnAsync(ServiceProvider provider)
    {
        var store = provider.GetRequiredService<IWebhookStore>();
        await store.OpenAsync(Cancellation);
        await EnqueueAsync(store);
        await _primary!.DisposeAsync();
        _primary = null;
        Assert.Equal(StoreTrouble.Unreachable, (await Assert.ThrowsAsync<StoreUnavailableException>(() => EnqueueAsync(store))).Reason);
        await _standby!.ExecuteAsync("SELECT pg_promote()");

        await EnqueueAsync(store);
    }

    private static async Task EnqueueAsync(IWebhookStore store) =>
        Assert.Equal(EnqueueStatus.Stored, Assert.Single(await store.EnqueueAsync([StoreTest.New()], TimeSpan.FromSeconds(40), Cancellation)).Status);
}
