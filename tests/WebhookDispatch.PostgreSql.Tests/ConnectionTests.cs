using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>Connections that are kept, waited for, and lost while nobody uses them.</summary>
public sealed class ConnectionTests(SharedServer server) : StoreTest(server)
{
    [Fact]
    public async Task However_many_idle_connections_are_ended_the_next_call_opens_a_new_one()
    {
        var store = await OpenAsync(options => options.Notify = false);
        await using (var source = NpgsqlDataSource.Create(Schemas.ConnectionString))
        await using (var connection = await source.OpenConnectionAsync(Cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        await using (var hold = new NpgsqlCommand($"LOCK TABLE {Schemas.Schema}.tally", connection))
        {
            await hold.ExecuteNonQueryAsync(Cancellation);
            var counting = Enumerable.Range(0, 12).Select(_ => store.CountDeliveriesAsync(Cancellation).AsTask()).ToList();
            await WhenWaitingAsync(counting.Count);
            await transaction.RollbackAsync(Cancellation);
            await Task.WhenAll(counting);
        }

        await (await Server.GetAsync()).EndConnectionsAsync(new NpgsqlConnectionStringBuilder(Schemas.ConnectionString).Database!);

        await EnqueueAsync(store);
    }

    [Fact]
    public async Task More_calls_at_once_than_the_pool_has_connections_take_turns()
    {
        var store = await OpenAsync(connectionString: Schemas.ConnectionString + ";Maximum Pool Size=3;Timeout=5");

        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.CountDeliveriesAsync(Cancellation).AsTask()));
        }
    }

    [Fact]
    public async Task Callers_whose_transactions_hold_all_connections_can_publish_to_an_endpoint_that_this_process_does_not_know_yet()
    {
        await EnqueueAsync(await OpenAsync(options => options.Notify = false));
        await using var source = NpgsqlDataSource.Create(Schemas.ConnectionString + ";Maximum Pool Size=2;Timeout=2");
        await using var store = new PostgreSqlWebhookStore(
            source, ownsSource: false, new PostgreSqlStoreOptions { Schema = Schemas.Schema, Notify = false }, new Random(1), TimeProvider.System, NullLogger<PostgreSqlWebhookStore>.Instance);
        await store.OpenAsync(Cancellation);
        await using var one = await source.OpenConnectionAsync(Cancellation);
        await using var other = await source.OpenConnectionAsync(Cancellation);
        foreach (var connection in (NpgsqlConnection[])[one, other])
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);

            var result = Assert.Single(await store.EnqueueAsync([New()], transaction, Cancellation));

            Assert.Equal(EnqueueStatus.Stored, result.Status);
            await transaction.CommitAsync(Cancellation);
        }
    }

    [Fact]
    public async Task A_pool_that_is_exhausted_is_named_as_what_it_is()
    {
        await using var source = NpgsqlDataSource.Create(Schemas.ConnectionString + ";Maximum Pool Size=1;Timeout=1");
        await using var taken = await source.OpenConnectionAsync(Cancellation);
        await using var store = new PostgreSqlWebhookStore(
            source, ownsSource: false, new PostgreSqlStoreOptions { Schema = Schemas.Schema, Notify = false }, new Random(1), TimeProvider.System, NullLogger<PostgreSqlWebhookStore>.Instance);

        var exception = await AssertTroubleAsync(StoreTrouble.Unreachable, async () => await store.OpenAsync(Cancellation));

        Assert.Contains("Maximum Pool Size", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("StatementTimeout", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_whose_server_takes_writes_no_longer_is_not_kept()
    {
        var server = await Server.GetAsync();
        var database = new NpgsqlConnectionStringBuilder(Schemas.ConnectionString).Database;
        var store = await OpenAsync(options => options.Notify = false);
        await EnqueueAsync(store);
        await server.ExecuteAsync($"ALTER DATABASE {database} SET default_transaction_read_only = on");
        try
        {
            await server.EndConnectionsAsync(database!);
            await AssertTroubleAsync(StoreTrouble.ReadOnly, () => EnqueueAsync(store));
        }
        finally
        {
            await server.ExecuteAsync($"ALTER DATABASE {database} RESET default_transaction_read_only");
        }

        await EnqueueAsync(store);
    }

    private async Task WhenWaitingAsync(int count)
    {
        while (await Schemas.ReadAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }
}
