using System.Collections.Concurrent;
using System.Data.Common;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using WebhookDispatch.AspNetCore;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Inbox;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.PostgreSql.Tests;
using WebhookDispatch.Sending;
using WebhookDispatch.Signing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Journeys.Tests;

/// <summary>A receiver whose handler books in the transaction that also holds that the webhook came, and what a replay then does.</summary>
public sealed class ReceivedInTransactionTests(SharedServer server) : IAsyncLifetime
{
    private const string Receiver = "/hooks";
    private const string Accepting = "/accepting";

    private readonly ConcurrentQueue<Exception?> _faults = new();
    private NpgsqlDataSource _shop = null!;
    private WebApplication _app = null!;

    private IWebhookInbox Inbox => _app.Services.GetRequiredService<IWebhookInbox>();

    public async ValueTask InitializeAsync()
    {
        var database = await (await server.GetAsync()).DatabaseAsync("transactional");
        _shop = NpgsqlDataSource.Create(database);
        await ExecuteAsync("DROP TABLE IF EXISTS effect; CREATE TABLE effect (id text NOT NULL)");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddScoped(_ => new NpgsqlConnection(database));
        builder.Services.AddWebhookInbox().UsePostgreSql(database);
        builder.Services.AddWebhookDispatch().UseInMemoryStore();
        builder.Services.Configure<WebhookDispatchOptions>(options => options.Egress.AllowLoopback = true);
        _app = builder.Build();
        _app.MapWebhooks(Receiver, hooks => hooks.Verify(WebhookScheme.Standard, Some.SecretText).InTransaction(BeginAsync).OnOther(BookAsync));
        _app.MapWebhooks(Accepting, hooks => hooks.Verify(WebhookScheme.Standard, Some.SecretText).InTransaction(BeginAsync).OnOther(async webhook =>
        {
            await BookAsync(webhook);
            return WebhookResult.Accepted;
        }));
        await _app.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _shop.DisposeAsync();
    }

    [Fact]
    public async Task A_replay_books_again_in_a_transaction_of_its_own()
    {
        var id = await SendAsync();
        Assert.Equal([id], await EffectsAsync());

        Assert.False(await Inbox.ReplayAsync(Receiver, id, evenIfHandled: false, TestContext.Current.CancellationToken));
        Assert.True(await Inbox.ReplayAsync(Receiver, id, evenIfHandled: true, TestContext.Current.CancellationToken));

        await WhenStateAsync(id, DeliveryState.Delivered);

        Assert.Equal([id, id], await EffectsAsync());
    }

    [Fact]
    public async Task A_replay_that_fails_leaves_no_effect_and_can_be_replayed_itself()
    {
        var id = await SendAsync();
        _faults.Enqueue(new IOException("The ledger is closed."));

        Assert.True(await Inbox.ReplayAsync(Receiver, id, evenIfHandled: true, TestContext.Current.CancellationToken));
        await WhenStateAsync(id, DeliveryState.Dead);
        Assert.Equal([id], await EffectsAsync());

        Assert.True(await Inbox.ReplayAsync(Receiver, id, cancellationToken: TestContext.Current.CancellationToken));
        await WhenStateAsync(id, DeliveryState.Delivered);

        Assert.Equal([id, id], await EffectsAsync());
    }

    [Fact]
    public async Task A_copy_of_what_a_replay_left_dead_is_known_and_books_nothing()
    {
        var id = await SendAsync("evt_1");
        _faults.Enqueue(new IOException("The ledger is closed."));
        await Inbox.ReplayAsync(Receiver, id, evenIfHandled: true, TestContext.Current.CancellationToken);
        await WhenStateAsync(id, DeliveryState.Dead);

        await SendAsync("evt_1");

        Assert.Equal([id], await EffectsAsync());
    }

    [Fact]
    public async Task What_the_handler_has_accepted_is_committed_and_answered_as_what_is_done()
    {
        var id = await SendAsync(to: Accepting);

        Assert.Equal([id], await EffectsAsync());
    }

    private static async ValueTask<DbTransaction> BeginAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var connection = services.GetRequiredService<NpgsqlConnection>();
        await connection.OpenAsync(cancellationToken);
        return await connection.BeginTransactionAsync(cancellationToken);
    }

    private async Task BookAsync(ReceivedWebhook webhook)
    {
        await using var insert = webhook.Transaction!.Connection!.CreateCommand();
        insert.CommandText = "INSERT INTO effect (id) VALUES ($1)";
        insert.Parameters.Add(new NpgsqlParameter { Value = webhook.Id });
        await insert.ExecuteNonQueryAsync(webhook.Cancellation);
        if (_faults.TryDequeue(out var fault) && fault is not null)
        {
            throw fault;
        }
    }

    private async Task<string> SendAsync(string? id = null, string to = Receiver)
    {
        var sent = Some.Event(id: id);
        var endpoint = new WebhookEndpoint { Id = "own", Url = new Uri(_app.Urls.Single() + to), Secrets = [Some.Secret] };
        var result = await _app.Services.GetRequiredService<IWebhookSender>().SendAsync(endpoint, sent, TestContext.Current.CancellationToken);
        Assert.True(result.Delivered, $"{result.Reason}");
        Assert.Equal(200, result.Attempts[^1].StatusCode);
        return sent.Id;
    }

    private async Task WhenStateAsync(string id, DeliveryState state)
    {
        var patience = Patience.Token;
        while ((await Inbox.FindAsync(Receiver, id, patience))!.Deliveries.Single().Delivery.State != state)
        {
            await Task.Yield();
        }
    }

    private async Task<string[]> EffectsAsync()
    {
        await using var read = _shop.CreateCommand("SELECT coalesce(array_agg(id), '{}') FROM effect");
        return (string[])(await read.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _shop.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
