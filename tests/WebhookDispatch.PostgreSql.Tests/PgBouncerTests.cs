using Npgsql;
using WebhookDispatch.Publishing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>A proxy between, which gives each transaction another connection of the server's.</summary>
public sealed class PgBouncerTests(SharedServer server) : StoreTest(server)
{
    private const int Events = 200;

    [Fact]
    public async Task Two_processes_behind_a_proxy_that_shares_connections_by_transaction_deliver_everything_once()
    {
        await using var proxy = await PgBouncer.StartAsync(Schemas.ConnectionString);
        await WhenReadyAsync(proxy.ConnectionString);
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(204);
        await using var one = await StartAsync(proxy.ConnectionString, receiver, handOff: 4096);
        await using var other = await StartAsync(proxy.ConnectionString, receiver, handOff: 0);

        // Of the second, which hands nothing over, each delivery is claimed, by either.
        var published = await Task.WhenAll(Enumerable.Range(0, Events).Select(i => (i % 2 == 0 ? one : other).Publisher.PublishAsync(Some.Event()).AsTask()));
        while ((await one.Store.CountDeliveriesAsync(Cancellation)).Delivered < Events)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Patience.Token);
        }

        Assert.Equal(published.Select(result => result.EventId).Order(), receiver.Received.Select(request => request.Header("webhook-id")).Order());
    }

    [Fact]
    public async Task An_event_behind_such_a_proxy_commits_and_rolls_back_with_the_callers_transaction()
    {
        await using var proxy = await PgBouncer.StartAsync(Schemas.ConnectionString);
        await WhenReadyAsync(proxy.ConnectionString);
        var store = await OpenAsync(options => (options.Notify, options.PrepareStatements) = (false, false), proxy.ConnectionString);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        foreach (var commits in (bool[])[true, false])
        {
            await using var connection = await source.OpenConnectionAsync(Cancellation);
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await store.EnqueueAsync([New(id: $"evt_{commits}")], transaction, Cancellation);
            await (commits ? transaction.CommitAsync(Cancellation) : transaction.RollbackAsync(Cancellation));
        }

        Assert.Equal("evt_True", Assert.Single(await ClaimAsync(store)).Event.Id);
    }

    private Task<DispatchHost> StartAsync(string connectionString, RecordingReceiver receiver, int handOff) => DispatchHost.StartAsync(
        builder => builder
            .UsePostgreSql(connectionString, options => (options.Schema, options.Notify, options.PrepareStatements) = (Schemas.Schema, false, false))
            .AddEndpoint(Some.Endpoint(receiver)),
        options => options.Dispatching.MaxHandOff = handOff);

    private static async Task WhenReadyAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(Patience.Token);
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Patience.Token);
            }
        }
    }
}
