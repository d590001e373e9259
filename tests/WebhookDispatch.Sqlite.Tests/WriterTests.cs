using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class WriterTests : StoreTest
{
    [Fact]
    public async Task Calls_that_come_during_a_commit_share_the_next_one()
    {
        var store = await OpenAsync();
        var until = new TaskCompletionSource();
        var occupied = await OccupyAsync(store, until);
        var calls = Enumerable.Range(0, 64).Select(_ => EnqueueAsync(store, New())).ToList();
        until.SetResult();

        await Task.WhenAll([.. calls, occupied]);

        // What occupied the writer wrote nothing.
        Assert.Equal((1, 65), store.Writer.Committed);
    }

    [Fact]
    public async Task Sixty_four_publishers_take_far_fewer_transactions_than_publications()
    {
        var store = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(publisher => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await EnqueueAsync(store, New($"e{publisher}"));
            }
        })));

        var (transactions, writes) = store.Writer.Committed;
        Assert.Equal(64 * 50, writes);
        Assert.True(transactions < writes / 4, $"{writes} writes took {transactions} transactions.");
    }

    [Fact]
    public async Task A_claim_when_nothing_is_due_runs_no_statement()
    {
        var store = await OpenAsync();
        await SettleAsync(store, Delivered(await HandedOverAsync(store)));
        var before = await StatementsAsync(store);

        Assert.Empty(await ClaimAsync(store));
        await store.GetEndpointsVersionAsync(Cancellation);

        // To ask is itself a transaction of two.
        Assert.Equal(before + 2, await StatementsAsync(store));
    }

    [Fact]
    public async Task A_write_that_is_refused_does_not_spoil_those_it_shares_a_commit_with()
    {
        var store = await OpenAsync();
        var until = new TaskCompletionSource();
        var occupied = await OccupyAsync(store, until);
        var good = Enumerable.Range(0, 5).Select(_ => EnqueueAsync(store, New())).ToList();
        var bad = EnqueueAsync(store, New(endpointId: ""));
        var more = Enumerable.Range(0, 5).Select(_ => EnqueueAsync(store, New("globex"))).ToList();
        until.SetResult();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => bad);

        Assert.Contains("endpoint_id", refused.Message, StringComparison.Ordinal);
        Assert.All(await Task.WhenAll([.. good, .. more]), result => Assert.Equal(EnqueueStatus.Stored, result.Status));
        await occupied;
        Assert.Equal(10, (await ClaimAsync(store)).Count);
        Assert.Equal(new DeliveryCounts(10, 0, 0, 0, 0), await store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task One_call_is_stored_whole_or_not_at_all()
    {
        var store = await OpenAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.EnqueueAsync([New(), New(endpointId: ""), New()], Lease, Cancellation).AsTask());

        Assert.Equal(0, Folder.ReadNumber("SELECT count(*) FROM event"));
        Assert.Equal(new DeliveryCounts(0, 0, 0, 0, 0), await store.CountDeliveriesAsync(Cancellation));
        Assert.Null((await store.ClaimAsync(Request, Cancellation)).NextDueIn);
    }

    [Fact]
    public async Task An_endpoint_first_named_in_a_transaction_that_failed_can_be_named_again()
    {
        var store = await OpenAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.EnqueueAsync([New("new"), New(endpointId: "")], Lease, Cancellation).AsTask());

        await EnqueueAsync(store, New("other"));
        await EnqueueAsync(store, New("new"));

        Assert.Equal(["new", "other"], (await ClaimAsync(store)).Select(delivery => delivery.EndpointId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_call_beyond_MaxPending_waits_and_can_be_cancelled_while_it_does()
    {
        var store = await OpenAsync(new SqliteStoreOptions { MaxPending = 1 });
        var until = new TaskCompletionSource();
        var occupied = await OccupyAsync(store, until);
        using var giveUp = new CancellationTokenSource();
        var admitted = EnqueueAsync(store, New());
        var waiting = store.EnqueueAsync([New()], Lease, giveUp.Token).AsTask();

        try
        {
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        }
        finally
        {
            until.SetResult();
        }

        await Task.WhenAll(admitted, occupied);
        Assert.Single(await ClaimAsync(store));
    }

    [Fact]
    public async Task A_call_that_was_admitted_is_not_given_up()
    {
        var store = await OpenAsync();
        var until = new TaskCompletionSource();
        var occupied = await OccupyAsync(store, until);
        using var giveUp = new CancellationTokenSource();
        var admitted = store.EnqueueAsync([New()], Lease, giveUp.Token).AsTask();

        await giveUp.CancelAsync();
        until.SetResult();

        Assert.Equal(EnqueueStatus.Stored, Assert.Single(await admitted).Status);
        await occupied;
    }

    [Fact]
    public async Task Whoever_waits_to_be_admitted_when_the_store_closes_is_told()
    {
        var store = await OpenAsync(new SqliteStoreOptions { MaxPending = 1 });
        var until = new TaskCompletionSource();
        var occupied = await OccupyAsync(store, until);
        var admitted = EnqueueAsync(store, New());
        var waiting = Enumerable.Range(0, 3).Select(_ => EnqueueAsync(store, New())).ToList();

        var closing = store.DisposeAsync().AsTask();
        until.SetResult();

        await Task.WhenAll(admitted, occupied, closing);
        foreach (var call in waiting)
        {
            await AssertTroubleAsync(StoreTrouble.Closed, () => call);
        }
    }

    [Fact]
    public async Task A_claim_that_finds_nothing_writes_nothing()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New() with { DueIn = TimeSpan.FromHours(1) });
        var before = Folder.LogLength;

        for (var i = 0; i < 20; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Empty(await ClaimAsync(store));
        }

        Assert.Equal(before, Folder.LogLength);
    }

    [Fact]
    public async Task Another_program_that_locks_the_file_is_a_named_trouble_and_a_passing_one()
    {
        var store = await OpenAsync();
        using (var shell = SqliteDatabase.OpenWriting(Folder.File))
        {
            shell.Execute("BEGIN IMMEDIATE");
            await AssertTroubleAsync(StoreTrouble.InUse, () => EnqueueAsync(store, New()));
            shell.Rollback();
        }

        await EnqueueAsync(store, New());

        Assert.Single(await ClaimAsync(store));
        Assert.Equal([3001, 3002], Folder.Logs.Lines.Select(line => line.Id));
    }

    [Fact]
    public async Task Readers_see_a_commit_as_soon_as_its_call_has_returned()
    {
        var store = await OpenAsync();
        for (var i = 0; i < 50; i++)
        {
            var added = await EnqueueAsync(store, New(Some.Event()));
            Assert.NotNull(await store.FindEventAsync("", added.EventId, Cancellation));
        }
    }

    private static async Task<long> StatementsAsync(SqliteWebhookStore store) => await OnWriterAsync(store, session => session.Database.StatementRuns);
}
