using System.Data;
using System.Data.Common;
using Npgsql;
using WebhookDispatch.PostgreSql.Enqueuing;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.PostgreSql.Tests;

public sealed class TransactionTests(SharedServer server) : IAsyncLifetime
{
    private readonly StoreSchemas _schemas = new(server, typeof(TransactionTests));
    private NpgsqlDataSource _shop = null!;
    private RecordingReceiver _receiver = null!;
    private DispatchHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _schemas.PrepareAsync(stopClock: false);
        _shop = NpgsqlDataSource.Create(_schemas.ConnectionString);
        _receiver = await RecordingReceiver.StartAsync();

        // Without the poll, so that only what wakes the dispatcher after the commit is seen.
        _host = await DispatchHost.StartAsync(
            builder => builder.UsePostgreSql(_shop, options => options.Schema = _schemas.Schema).AddEndpoint(Some.Endpoint(_receiver)),
            options => options.Dispatching.PollInterval = TimeSpan.FromMinutes(1));
        await _schemas.ExecuteAsync($"CREATE TABLE {_schemas.Schema}.orders (number integer PRIMARY KEY)");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _receiver.DisposeAsync();
        await _shop.DisposeAsync();
        await _schemas.DisposeAsync();
    }

    [Fact]
    public async Task An_event_is_stored_with_the_callers_rows_and_sent_once_they_are_committed()
    {
        var webhookEvent = Some.Event();
        await using var connection = await _shop.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await InsertOrderAsync(connection, 1);

        var published = await _host.Publisher.PublishAsync(webhookEvent, transaction, cancellationToken: Cancellation);

        Assert.Equal(new PublishResult(webhookEvent.Id, 1, false), published);
        Assert.Null(await _host.Store.FindEventAsync("", webhookEvent.Id, Cancellation));
        Assert.Empty(_receiver.Received);
        await transaction.CommitAsync(Cancellation);
        Assert.Equal(webhookEvent.Id, (await _receiver.NextAsync()).Header("webhook-id"));
        Assert.Equal(1, await CountOrdersAsync());
    }

    [Fact]
    public async Task A_rolled_back_transaction_publishes_nothing()
    {
        var webhookEvent = Some.Event();
        await using var connection = await _shop.OpenConnectionAsync(Cancellation);
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await InsertOrderAsync(connection, 1);
            await _host.Publisher.PublishAsync([webhookEvent, Some.Event()], transaction, cancellationToken: Cancellation);
            await transaction.RollbackAsync(Cancellation);
        }

        Assert.Null(await _host.Store.FindEventAsync("", webhookEvent.Id, Cancellation));
        Assert.Equal(new DeliveryCounts(0, 0, 0, 0, 0), await _host.Store.CountDeliveriesAsync(Cancellation));
        Assert.Equal(0, await CountOrdersAsync());
    }

    [Fact]
    public async Task A_transaction_goes_on_after_a_duplicate_and_after_a_clash()
    {
        var webhookEvent = Some.Event();
        await _host.Publisher.PublishAsync(webhookEvent, new PublishOptions { IdempotencyKey = "k" }, Cancellation);
        await using var connection = await _shop.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);

        Assert.True((await _host.Publisher.PublishAsync(webhookEvent, transaction, cancellationToken: Cancellation)).IsDuplicate);
        await Assert.ThrowsAsync<IdempotencyClashException>(async () => await _host.Publisher.PublishAsync(
            Some.Event(body: """{"amount":1}"""), transaction, new PublishOptions { IdempotencyKey = "k" }, Cancellation));
        await InsertOrderAsync(connection, 1);
        await transaction.CommitAsync(Cancellation);

        Assert.Equal(1, await CountOrdersAsync());
    }

    [Fact]
    public async Task The_same_event_in_two_transactions_is_stored_by_the_one_that_commits()
    {
        var webhookEvent = Some.Event();
        await using var one = await _shop.OpenConnectionAsync(Cancellation);
        await using var first = await one.BeginTransactionAsync(Cancellation);
        await _host.Publisher.PublishAsync(webhookEvent, first, cancellationToken: Cancellation);
        await using var other = await _shop.OpenConnectionAsync(Cancellation);
        await using var second = await other.BeginTransactionAsync(Cancellation);
        var waiting = _host.Publisher.PublishAsync(webhookEvent, second, cancellationToken: Cancellation);

        await first.RollbackAsync(Cancellation);

        Assert.False((await waiting).IsDuplicate);
        await second.CommitAsync(Cancellation);
        Assert.Equal(webhookEvent.Id, (await _receiver.NextAsync()).Header("webhook-id"));
    }

    [Theory]
    [InlineData("commit")]
    [InlineData("rollback")]
    [InlineData("dispose")]
    [InlineData("close")]
    public async Task A_transaction_that_has_ended_is_refused(string end)
    {
        await using var connection = await _shop.OpenConnectionAsync(Cancellation);
        var transaction = await connection.BeginTransactionAsync(Cancellation);
        await (end switch
        {
            "commit" => transaction.CommitAsync(Cancellation),
            "rollback" => transaction.RollbackAsync(Cancellation),
            "dispose" => transaction.DisposeAsync().AsTask(),
            _ => connection.CloseAsync(),
        });

        Assert.Equal(TransactionRefusal.Ended, (await RefusalAsync(transaction)).Reason);
    }

    [Fact]
    public async Task A_transaction_whose_connection_is_still_reading_is_told_from_one_that_has_ended()
    {
        await using var connection = await _shop.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand("SELECT generate_series(1, 1000)", connection))
        await using (var reader = await command.ExecuteReaderAsync(Cancellation))
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(
                async () => await _host.Publisher.PublishAsync(Some.Event(), transaction, cancellationToken: Cancellation));

            Assert.Contains("Dispose its reader", refused.Message, StringComparison.Ordinal);
        }

        await _host.Publisher.PublishAsync(Some.Event(), transaction, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task A_transaction_in_which_a_statement_failed_is_refused_until_it_is_rolled_back_to_before()
    {
        await using var connection = await _shop.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await transaction.SaveAsync("before", Cancellation);
        await using (var failing = new NpgsqlCommand("SELECT 1 / 0", connection))
        {
            await Assert.ThrowsAsync<PostgresException>(() => failing.ExecuteNonQueryAsync(Cancellation));
        }

        var refusal = await RefusalAsync(transaction);
        await transaction.RollbackAsync("before", Cancellation);

        Assert.Equal(TransactionRefusal.Ended, refusal.Reason);
        Assert.Contains("a statement before has failed", refusal.Message, StringComparison.Ordinal);
        await _host.Publisher.PublishAsync(Some.Event(), transaction, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task A_transaction_of_another_provider_is_refused_by_its_name()
    {
        var refusal = await RefusalAsync(new ForeignTransaction(new NpgsqlConnection()));

        Assert.Equal(TransactionRefusal.OtherProvider, refusal.Reason);
        Assert.Contains(typeof(ForeignTransaction).FullName!, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_on_another_database_is_refused_and_can_go_on()
    {
        await using var elsewhere = NpgsqlDataSource.Create(await (await server.GetAsync()).DatabaseAsync("elsewhere"));
        await using var connection = await elsewhere.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);

        var refusal = await RefusalAsync(transaction);

        Assert.Equal(TransactionRefusal.OtherDatabase, refusal.Reason);
        Assert.Contains("'elsewhere'", refusal.Message, StringComparison.Ordinal);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        Assert.Equal(1, await command.ExecuteScalarAsync(Cancellation));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_transaction_is_taken_where_the_environment_names_the_database_of_the_store(string? database)
    {
        await using var connection = await _shop.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);

        Assert.Same(connection, CallersTransaction.ConnectionOf(transaction, database));
    }

    private async Task<TransactionRefusedException> RefusalAsync(DbTransaction transaction) =>
        await Assert.ThrowsAsync<TransactionRefusedException>(async () => await _host.Publisher.PublishAsync(Some.Event(), transaction, cancellationToken: Cancellation));

    private async Task InsertOrderAsync(NpgsqlConnection connection, int number)
    {
        await using var command = new NpgsqlCommand($"INSERT INTO {_schemas.Schema}.orders VALUES ($1)", connection) { Parameters = { new() { Value = number } } };
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private Task<long> CountOrdersAsync() => _schemas.ReadAsync<long>($"SELECT count(*) FROM {_schemas.Schema}.orders");

    private sealed class ForeignTransaction(DbConnection connection) : DbTransaction
    {
        public override IsolationLevel IsolationLevel => IsolationLevel.Serializable;

        protected override DbConnection DbConnection => connection;

        public override void Commit()
        {
        }

        public override void Rollback()
        {
        }
    }
}
