using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Events;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.EntityFrameworkCore.Tests;

/// <summary>An application with its own table and webhooks in one database, and a receiver of its events.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly DispatchHost _host;

    private Shop(DispatchHost host, RecordingReceiver receiver, FailingCommits commits, FailingCommits answers) =>
        (_host, Receiver, Commits, Answers) = (host, receiver, commits, answers);

    internal RecordingReceiver Receiver { get; }

    /// <summary>Fails when the events have been written.</summary>
    internal FailingCommits Commits { get; }

    /// <summary>Fails before the library has heard of a commit.</summary>
    internal FailingCommits Answers { get; }

    internal IServiceProvider Services => _host.Services;

    /// <param name="server">Where its database is.</param>
    /// <param name="retries">Whether its contexts retry what fails.</param>
    /// <param name="pooled">Whether its contexts are used again.</param>
    internal static async Task<Shop> OpenAsync(SharedServer server, bool retries = false, bool pooled = false)
    {
        var database = await server.NewDatabaseAsync();
        var receiver = await RecordingReceiver.StartAsync();
        var (commits, answers) = (new FailingCommits(), new FailingCommits());
        var host = await DispatchHost.StartAsync(
            builder =>
            {
                builder.UsePostgreSql(database).AddEndpoint(Some.Endpoint(receiver));
                if (pooled)
                {
                    builder.Services.AddDbContextPool<ShopContext>(Configure, poolSize: 1);
                }
                else
                {
                    builder.Services.AddDbContext<ShopContext>(Configure);
                }
            },
            // Without the poll: what is sent was signalled.
            options => options.Dispatching.PollInterval = TimeSpan.FromMinutes(1));
        var shop = new Shop(host, receiver, commits, answers);
        await shop.UseAsync(context => context.Database.ExecuteSqlRawAsync("""CREATE TABLE "Orders" ("Id" integer PRIMARY KEY)"""));
        return shop;

        void Configure(IServiceProvider provider, DbContextOptionsBuilder options) => options
            .UseNpgsql(database, npgsql => _ = retries ? npgsql.EnableRetryOnFailure(3, TimeSpan.FromMilliseconds(1), null) : npgsql)
            .AddInterceptors(answers)
            .UseWebhookDispatch(provider)
            .AddInterceptors(commits);
    }

    internal async Task UseAsync(Func<ShopContext, Task> use)
    {
        await using var scope = Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<ShopContext>());
    }

    internal async Task<int> CountOrdersAsync()
    {
        var count = 0;
        await UseAsync(async context => count = await context.Orders.CountAsync());
        return count;
    }

    internal async Task<bool> IsStoredAsync(WebhookEvent webhookEvent) =>
        await _host.Store.FindEventAsync("", webhookEvent.Id, TestContext.Current.CancellationToken) is not null;

    internal ValueTask<DeliveryCounts> CountDeliveriesAsync() => _host.Store.CountDeliveriesAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until this event, and none other before it, has reached the receiver.</summary>
    internal async Task ArrivesAsync(WebhookEvent webhookEvent) =>
        Assert.Equal(webhookEvent.Id, (await Receiver.NextAsync()).Header("webhook-id"));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
