using WebhookDispatch.Sqlite.Queueing;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class HandedOverTests : StoreTest
{
    private const string Queued = "SELECT count(*) FROM queue";

    [Fact]
    public async Task A_delivery_that_was_handed_over_is_in_the_queue_only_when_it_is_tried_again()
    {
        var store = await OpenAsync();
        var delivered = await HandedOverAsync(store);
        var failed = await HandedOverAsync(store);
        Assert.Equal(0, Folder.ReadNumber(Queued));
        Assert.Equal(2, (await store.CountDeliveriesAsync(Cancellation)).Waiting);
        Assert.Equal(2, await store.CountWaitingAsync(["acme", "unknown"], 10, Cancellation));

        Assert.True(await SettleAsync(store, Delivered(delivered)));
        Assert.True(await SettleAsync(store, new Settlement(failed, SettlementKind.Retry, Delay: TimeSpan.FromSeconds(5))));

        Assert.Equal(1, Folder.ReadNumber(Queued));
        Assert.Equal(1, await store.CountWaitingAsync(["acme", "unknown"], 10, Cancellation));
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(failed.DeliveryId, Assert.Single(await ClaimAsync(store)).DeliveryId);
    }

    [Fact]
    public async Task What_is_claimed_soon_is_in_the_queue_only_when_it_is_tried_again()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New());
        await EnqueueAsync(store, New());
        var claimed = await ClaimAsync(store);
        Assert.Equal([1, 1], claimed.Select(delivery => delivery.Claims));
        Assert.Empty(await ClaimAsync(store));
        Assert.Equal(0, Folder.ReadNumber(Queued));

        Assert.True(await SettleAsync(store, Delivered(claimed[0])));
        Assert.True(await SettleAsync(store, new Settlement(claimed[1], SettlementKind.Retry, Delay: TimeSpan.FromSeconds(5))));

        Assert.Equal(1, Folder.ReadNumber(Queued));
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(claimed[1].DeliveryId, Assert.Single(await ClaimAsync(store)).DeliveryId);
        Assert.Equal(new DeliveryCounts(1, 1, 0, 0, 0), await store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task Behind_what_is_due_in_the_queue_a_delivery_gets_its_place_there()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New());
        await QueueAllAsync(store);

        await EnqueueAsync(store, New());
        await EnqueueAsync(store, New("globex"));

        Assert.Equal(2, Folder.ReadNumber(Queued));
        Assert.Equal(3, (await ClaimAsync(store)).Count);
    }

    [Fact]
    public async Task What_nobody_has_claimed_is_due_at_once_after_the_process_died()
    {
        var store = await OpenAsync();
        var waiting = await EnqueueAsync(store, New() with { Deliveries = [new NewDelivery("claimed", false), new NewDelivery("held", true), new NewDelivery("waiting", false)] });
        await store.ClaimAsync(Request with { Capacity = new Dictionary<string, int> { ["waiting"] = 0 } }, Cancellation);

        var afterwards = await DiedAsync();

        Assert.Equal(3, waiting.Deliveries);
        Assert.Equal(
            [("claimed", 1), ("held", 2), ("waiting", 1)],
            (await ClaimAsync(afterwards)).OrderBy(claimed => claimed.DeliveryId).Select(claimed => (claimed.EndpointId, claimed.Claims)));
    }

    [Fact]
    public async Task Who_had_claimed_what_is_known_after_closing()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New());
        Assert.Equal(1, Assert.Single(await ClaimAsync(store)).Claims);
        await store.DisposeAsync();

        Assert.Equal(2, Assert.Single(await ClaimAsync(await OpenAsync())).Claims);
    }

    [Fact]
    public async Task A_transaction_that_fails_gives_no_token_twice()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New());
        var first = Assert.Single(await ClaimAsync(store));
        await Assert.ThrowsAsync<InvalidOperationException>(() => EnqueueAsync(store, New(endpointId: "")));
        Clock.Advance(Lease);

        var second = Assert.Single(await ClaimAsync(store));

        Assert.NotEqual(first.LeaseToken, second.LeaseToken);
        Assert.False(await SettleAsync(store, new Settlement(first, SettlementKind.Dead, Reason: "exhausted")));
        Assert.True(await SettleAsync(store, Delivered(second)));
    }

    [Fact]
    public async Task A_claim_in_a_transaction_that_fails_leaves_what_it_took_to_the_next_claim()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New());
        await EnqueueAsync(store, New());
        await Assert.ThrowsAsync<InvalidOperationException>(() => OnWriterAsync<int>(store, session =>
        {
            Assert.Single(Claim.Run(Request with { MaxDeliveries = 1 }, session).Deliveries);
            throw new FormatException("Half-way.");
        }).AsTask());

        var claimed = await ClaimAsync(store);

        Assert.Equal([1L, 2L], claimed.Select(delivery => delivery.DeliveryId));
        Assert.All(claimed, delivery => Assert.Equal(1, delivery.Claims));
    }

    [Fact]
    public async Task Of_an_event_for_many_what_was_handed_over_and_has_not_ended_is_due_after_the_process_died()
    {
        var store = await OpenAsync();
        var many = await EnqueueAsync(store, New() with
        {
            Deliveries = [new NewDelivery("delivered", true), new NewDelivery("queued", false), new NewDelivery("retried", true), new NewDelivery("held", true)],
        });
        await SettleAsync(store, Delivered(many.Leased[0]));
        await SettleAsync(store, new Settlement(many.Leased[1], SettlementKind.Retry, Delay: TimeSpan.FromHours(1)));

        var afterwards = await DiedAsync();

        Assert.Equal([("queued", 1), ("held", 2)], (await ClaimAsync(afterwards)).OrderBy(claimed => claimed.DeliveryId).Select(claimed => (claimed.EndpointId, claimed.Claims)));
        Assert.Equal(new DeliveryCounts(3, 1, 0, 0, 0), await afterwards.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task What_was_handed_over_long_ago_gets_its_place_in_the_queue_and_keeps_its_token()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store);
        await OnWriterAsync(store, session => session.Ledger.NextId += 8192);
        await EnqueueAsync(store, New("globex"));
        Assert.Equal(1, Folder.ReadNumber(Queued));
        Assert.True(Folder.ReadNumber("SELECT handed_from FROM ledger") > 8192);

        Assert.True(await SettleAsync(store, new Settlement(held, SettlementKind.Dead, Reason: "exhausted")));

        Assert.Equal(new DeliveryCounts(1, 0, 1, 0, 0), await store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task A_transaction_that_fails_changes_nothing_of_what_is_handed_over()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store);

        await Assert.ThrowsAsync<InvalidOperationException>(() => OnWriterAsync<int>(store, session =>
        {
            Assert.True(new Settle([Delivered(held)]).Run(session)[0]);
            new Enqueue([New(leased: true), New(leased: true)], Lease).Run(session);
            throw new FormatException("Half-way.");
        }).AsTask());

        Assert.Equal(1, await store.CountWaitingAsync(["acme"], 10, Cancellation));
        Assert.True(await SettleAsync(store, Delivered(held)));
        Clock.Advance(Lease);
        Assert.Empty(await ClaimAsync(store));
        Assert.Equal(new DeliveryCounts(0, 1, 0, 0, 0), await store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task What_ended_and_was_forgotten_does_not_come_back_after_the_process_died()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store);
        var many = await EnqueueAsync(store, New() with { Deliveries = [new NewDelivery("delivered", true), new NewDelivery("held", true)] });
        await SettleAsync(store, Delivered(many.Leased[0]));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await store.ForgetAsync(TimeSpan.Zero, TimeSpan.Zero, 100, Cancellation));

        var afterwards = await DiedAsync();

        Assert.Equal([held.EndpointId, "held"], (await ClaimAsync(afterwards)).OrderBy(claimed => claimed.DeliveryId).Select(claimed => claimed.EndpointId));
    }

    [Fact]
    public async Task A_report_that_came_late_is_told_after_the_attempt_that_delivered()
    {
        var store = await OpenAsync();
        var first = await HandedOverAsync(store);
        Clock.Advance(Lease);
        var second = Assert.Single(await ClaimAsync(store));
        await SettleAsync(store, Delivered(second));
        await SettleAsync(store, Delivered(first) with { Kind = SettlementKind.Retry });

        var attempts = (await store.FindEventAsync("", first.Event.Id, Cancellation))!.Deliveries[0].Attempts;

        Assert.Equal([false, true], attempts.Select(attempt => attempt.Stale));
        Assert.Equal(1, Folder.ReadNumber("SELECT count(*) FROM attempt"));
    }

    [Fact]
    public async Task The_attempt_that_delivered_is_still_told_when_its_delivery_is_sent_again()
    {
        var store = await OpenAsync();
        var delivered = await HandedOverAsync(store);
        await SettleAsync(store, Delivered(delivered));
        await store.ReplayDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Delivered }, 0, 10, Cancellation);
        await SettleAsync(store, Delivered(Assert.Single(await ClaimAsync(store))));

        var attempts = (await store.FindEventAsync("", delivered.Event.Id, Cancellation))!.Deliveries[0].Attempts;

        Assert.Equal([(0, (int?)204), (1, 204)], attempts.Select(attempt => (attempt.Epoch, attempt.Attempt.StatusCode)));
    }

    [Fact]
    public async Task A_connection_that_is_opened_again_goes_on_with_what_was_handed_over()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store, "held");
        var ended = await HandedOverAsync(store, "ended");
        await SettleAsync(store, Delivered(ended));
        var denied = await HandedOverAsync(store, "denied");
        var numbers = await OnWriterAsync(store, session => (session.Endpoints.Find("held")!.Value, session.Endpoints.Find("ended")!.Value));
        var before = new HandedRows();
        before.Add(RowOf(held, numbers.Item1));
        before.Add(RowOf(ended, numbers.Item2));
        var path = Path.Combine(Folder.Root, "taken-over.db");
        File.Copy(Folder.File, path);
        File.Copy(Folder.File + "-wal", path + "-wal");

        using var session = WriteSession.Open(path, new StoreClock(Clock), new CheckpointPace(Clock, 500));
        session.TakeOver(before);

        Assert.Equal(held.LeaseToken, QueueTable.Find(session, held.DeliveryId)?.LeaseToken);
        Assert.Null(QueueTable.Find(session, ended.DeliveryId));
        Assert.Equal((null, session.Now + (long)Lease.TotalMicroseconds), (QueueTable.Find(session, denied.DeliveryId)!.Value.LeaseToken, QueueTable.Find(session, denied.DeliveryId)!.Value.DueAt));
    }

    private static QueueRow RowOf(LeasedDelivery held, int endpoint) =>
        new(endpoint, 0, held.DeliveryId, held.DeliveryId, held.Attempts, held.Claims, held.Epoch, held.LeaseToken);

    /// <summary>A store on what a process that is killed now leaves behind.</summary>
    private async Task<SqliteWebhookStore> DiedAsync()
    {
        var copy = Path.Combine(Folder.Root, "copy.db");
        File.Copy(Folder.File, copy);
        File.Copy(Folder.File + "-wal", copy + "-wal");
        return await Folder.OpenAsync(Clock, path: copy);
    }
}
