using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>What goes wrong while the store is in use.</summary>
public sealed class TroubleTests(SharedServer server) : StoreTest(server)
{
    [Fact]
    public async Task When_every_connection_is_ended_the_next_calls_open_new_ones()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store);

        for (var i = 0; i < 3; i++)
        {
            await Schemas.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()");
            await EnqueueAsync(store);
        }

        Assert.Equal(4, (await ClaimAsync(store)).Count);
    }

    [Fact]
    public async Task When_no_connection_is_left_it_says_so_and_goes_on_later()
    {
        var store = await OpenAsync(options => options.Notify = false);
        await Schemas.ExecuteAsync($"CREATE ROLE {Schemas.Schema}_few LOGIN CONNECTION LIMIT 0; GRANT ALL ON SCHEMA {Schemas.Schema} TO {Schemas.Schema}_few; GRANT ALL ON ALL TABLES IN SCHEMA {Schemas.Schema} TO {Schemas.Schema}_few; GRANT ALL ON ALL SEQUENCES IN SCHEMA {Schemas.Schema} TO {Schemas.Schema}_few");
        var connectionString = new NpgsqlConnectionStringBuilder(Schemas.ConnectionString) { Username = $"{Schemas.Schema}_few" }.ConnectionString;
        var few = Create(options => options.Notify = false, connectionString);

        var exception = await AssertTroubleAsync(StoreTrouble.Unreachable, async () => await few.OpenAsync(Cancellation));
        await Schemas.ExecuteAsync($"ALTER ROLE {Schemas.Schema}_few CONNECTION LIMIT 5");
        await few.OpenAsync(Cancellation);

        Assert.Contains("no connection left", exception.Message, StringComparison.Ordinal);
        await EnqueueAsync(few);
        Assert.Single(await ClaimAsync(store));
    }

    [Fact]
    public async Task A_transaction_that_holds_an_event_costs_only_those_who_want_the_same()
    {
        var store = await OpenAsync(options => (options.LockTimeout, options.Writers) = (TimeSpan.FromMilliseconds(100), 1));
        await using var source = NpgsqlDataSource.Create(Schemas.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var insert = new NpgsqlCommand(
            $"INSERT INTO {Schemas.Schema}.event VALUES (99999999, now(), now(), NULL, 0, '', 'evt_held', 'a', 'b', NULL, NULL, ''::bytea)", connection))
        {
            await insert.ExecuteNonQueryAsync(Cancellation);
        }

        var calls = Enumerable.Range(0, 20).Select(i => EnqueueAsync(store, New(id: i == 7 ? "evt_held" : $"evt_{i}"))).ToArray();

        var exception = await AssertTroubleAsync(StoreTrouble.InUse, () => calls[7]);
        Assert.Contains("another transaction", exception.Message, StringComparison.Ordinal);
        Assert.All((await Task.WhenAll(calls.Where((_, i) => i != 7))).ToList(), result => Assert.Equal(EnqueueStatus.Stored, result.Status));
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_ended()
    {
        var store = await OpenAsync(options => (options.StatementTimeout, options.LockTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        await EnqueueAsync(store);
        await using var source = NpgsqlDataSource.Create(Schemas.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand($"LOCK TABLE {Schemas.Schema}.event", connection))
        {
            await hold.ExecuteNonQueryAsync(Cancellation);
        }

        await AssertTroubleAsync(StoreTrouble.Unreachable, async () => await store.FindEventAsync("", "evt_1", Cancellation));
    }

    [Fact]
    public async Task A_look_at_the_schema_that_takes_too_long_is_ended()
    {
        await OpenAsync();
        await using var source = NpgsqlDataSource.Create(Schemas.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand($"LOCK TABLE {Schemas.Schema}.migration", connection))
        {
            await hold.ExecuteNonQueryAsync(Cancellation);
        }

        await AssertTroubleAsync(
            StoreTrouble.Unreachable,
            () => OpenAsync(
                options => (options.StatementTimeout, options.LockTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)),
                Schemas.ConnectionString + ";Command Timeout=0"));
    }

    [Fact]
    public async Task An_event_that_is_published_again_costs_those_beside_it_nothing()
    {
        var store = await OpenAsync(options => options.Writers = 1);
        await EnqueueAsync(store, New(id: "evt_7"));

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => EnqueueAsync(store, New(id: $"evt_{i}"))));

        Assert.All(results.Index(), one => Assert.Equal(one.Index == 7 ? EnqueueStatus.Duplicate : EnqueueStatus.Stored, one.Item.Status));
        Assert.Equal(20, (await ClaimAsync(store)).Count);
    }

    [Fact]
    public async Task A_value_the_server_refuses_costs_only_its_own_call()
    {
        var store = await OpenAsync(options => options.Writers = 1);

        var calls = Enumerable.Range(0, 20).Select(i => EnqueueAsync(store, New() with { IdempotencyKey = i == 7 ? "nul \0" : $"{i}" })).ToArray();

        await Assert.ThrowsAsync<InvalidOperationException>(() => calls[7]);
        await Task.WhenAll(calls.Where((_, i) => i != 7));
        Assert.Equal(19, (await ClaimAsync(store)).Count);
    }

    [Fact]
    public async Task More_deliveries_than_an_event_can_have_are_refused()
    {
        var store = await OpenAsync();
        var added = New() with { Deliveries = [.. Enumerable.Repeat(new NewDelivery("acme", Leased: false), 100_001)] };

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => EnqueueAsync(store, added));

        Assert.Contains("100001", exception.Message, StringComparison.Ordinal);
        Assert.Empty(await ClaimAsync(store));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_server_remembers_statements_only_when_it_may(bool prepares)
    {
        await using var source = StoreSource.Create(StoreSource.Check(Schemas.ConnectionString + ";Maximum Pool Size=3;No Reset On Close=true", "connectionString"));
        var options = new PostgreSqlStoreOptions { Schema = Schemas.Schema, PrepareStatements = prepares, Notify = false };
        await using (var store = new PostgreSqlWebhookStore(source, ownsSource: false, options, new Random(1), TimeProvider.System, NullLogger<PostgreSqlWebhookStore>.Instance))
        {
            await store.OpenAsync(Cancellation);
            await EnqueueAsync(store);
            Assert.Single(await ClaimAsync(store));
        }

        await using var command = source.CreateCommand("SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql");
        Assert.Equal(prepares, (long)(await command.ExecuteScalarAsync(Cancellation))! > 0);
    }

    [Fact]
    public async Task No_more_calls_are_admitted_than_may_wait()
    {
        var store = await OpenAsync(options => (options.MaxPending, options.Writers, options.LockTimeout) = (1, 1, TimeSpan.FromSeconds(15)));
        await using var source = NpgsqlDataSource.Create(Schemas.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand($"LOCK TABLE {Schemas.Schema}.event IN EXCLUSIVE MODE", connection))
        {
            await hold.ExecuteNonQueryAsync(Cancellation);
        }

        var first = EnqueueAsync(store);
        while (await Schemas.ReadAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0)
        {
        }

        var second = EnqueueAsync(store);
        using var cancelled = new CancellationTokenSource();
        var third = store.EnqueueAsync([New()], Lease, cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        await transaction.DisposeAsync();
        await Task.WhenAll(first, second);
        Assert.Equal(2, (await ClaimAsync(store)).Count);
    }

    [Fact]
    public async Task When_the_answer_to_a_commit_is_lost_publishing_again_stores_nothing_twice()
    {
        await using var proxy = CuttingProxy.Start(new NpgsqlConnectionStringBuilder(Schemas.ConnectionString).Port);
        await OpenAsync();
        var store = await OpenAsync(
            options => options.Notify = false,
            new NpgsqlConnectionStringBuilder(Schemas.ConnectionString) { Port = proxy.Port, SslMode = SslMode.Disable }.ConnectionString);
        var added = New(id: "evt_1") with { IdempotencyKey = "order-7" };

        proxy.CutAnswersThatContain("order-7");
        var results = new List<EnqueueResult>();
        for (var i = 0; i < 3; i++)
        {
            try
            {
                results.Add(await EnqueueAsync(store, added));
            }
            catch (StoreUnavailableException exception)
            {
                Assert.Equal(StoreTrouble.Unreachable, exception.Reason);
            }
        }

        Assert.Equal(1, proxy.Cut);
        Assert.All(results, result => Assert.Equal(("evt_1", EnqueueStatus.Duplicate), (result.EventId, result.Status)));
        Assert.Single(await ClaimAsync(store));
    }
}
