using Npgsql;
using WebhookDispatch.PostgreSql.Tests;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Inbox.Tests;

/// <summary>Events that are stored in a transaction of the caller's, in which they are handled.</summary>
public sealed class TransactionTests(SharedServer server)
{
    [Fact]
    public async Task An_event_that_was_rolled_back_is_new_again_and_one_that_was_committed_is_not()
    {
        using var store = await InboxStore.CreateAsync("postgresql", server);
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript());
        await using var connection = await OpenAsync();

        InboxReceipt first, second, third;
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            first = await ReceiveAsync(inbox, transaction);
        }

        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            second = await ReceiveAsync(inbox, transaction);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            third = await ReceiveAsync(inbox, transaction);
        }

        Assert.Equal([InboxOutcome.Stored, InboxOutcome.Stored, InboxOutcome.Duplicate], new[] { first, second, third }.Select(receipt => receipt.Outcome));
        Assert.Equal(InboxOutcome.Duplicate, (await inbox.ReceiveAsync()).Outcome);
    }

    [Fact]
    public async Task What_was_committed_is_listed_as_handled_and_can_be_replayed_and_what_was_rolled_back_is_not_listed()
    {
        using var store = await InboxStore.CreateAsync("postgresql", server);
        var handler = new HandlerScript();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);
        await using var connection = await OpenAsync();
        var ofReceiver = new DeliveryFilter { EndpointId = InboxUnderTest.Receiver };

        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await ReceiveAsync(inbox, transaction);
        }

        var rolledBack = await inbox.Inbox.Deliveries.ListAsync(ofReceiver, TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await ReceiveAsync(inbox, transaction);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, rolledBack);
        var listed = await inbox.Inbox.Deliveries.ListAsync(ofReceiver, TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("evt_1", DeliveryState.Delivered, 0), (listed.EventId, listed.State, listed.Attempts));
        Assert.True(await inbox.Inbox.ReplayAsync(InboxUnderTest.Receiver, "evt_1", evenIfHandled: true, TestContext.Current.CancellationToken));
        Assert.Equal("evt_1", (await handler.NextRunAsync()).Event.Id);
    }

    [Fact]
    public async Task A_copy_waits_for_the_transaction_of_the_first_and_is_then_a_duplicate()
    {
        using var store = await InboxStore.CreateAsync("postgresql", server);
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript());
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await using var first = await one.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var second = await two.BeginTransactionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(InboxOutcome.Stored, (await ReceiveAsync(inbox, first)).Outcome);

        var copy = Task.Run(() => ReceiveAsync(inbox, second).AsTask());
        await first.CommitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(InboxOutcome.Duplicate, (await copy).Outcome);
    }

    [Fact]
    public async Task The_same_id_with_another_body_clashes_within_a_transaction_too()
    {
        using var store = await InboxStore.CreateAsync("postgresql", server);
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript());
        await inbox.ReceiveAsync(body: "[]");
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);

        Assert.Equal(InboxOutcome.Clash, (await ReceiveAsync(inbox, transaction)).Outcome);
    }

    [Fact]
    public async Task A_store_without_transactions_says_so()
    {
        using var store = InboxStore.InMemory();
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript());
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<TransactionRefusedException>(() => ReceiveAsync(inbox, transaction).AsTask());

        Assert.Equal(TransactionRefusal.StoreCannot, refusal.Reason);
    }

    [Theory]
    [InlineData("memory", true)]
    [InlineData("sqlite", true)]
    [InlineData("postgresql", false)]
    public async Task A_receiver_that_needs_transactions_is_refused_where_it_is_added_by_a_store_without(string kind, bool isRefused)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript());

        var failure = Record.Exception(() => inbox.Inbox.AddReceiver(new InboxReceiver { Name = "/hooks/payments", InTransaction = true, Handler = new HandlerScript().RunAsync }));

        Assert.Equal(isRefused ? TransactionRefusal.StoreCannot : null, (failure as TransactionRefusedException)?.Reason);
        Assert.Equal(isRefused, failure?.Message.Contains("'/hooks/payments'", StringComparison.Ordinal) ?? false);
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(await (await server.GetAsync()).DatabaseAsync("inbox"));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static ValueTask<InboxReceipt> ReceiveAsync(InboxUnderTest inbox, NpgsqlTransaction transaction) => inbox.Inbox.ReceiveAsync(
        new InboxEvent { Receiver = InboxUnderTest.Receiver, Id = "evt_1", Type = "invoice.paid", Timestamp = DateTimeOffset.UnixEpoch, Body = "{}"u8.ToArray() },
        transaction,
        TestContext.Current.CancellationToken);
}
