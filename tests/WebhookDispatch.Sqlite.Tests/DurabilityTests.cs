using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class DurabilityTests : StoreTest
{
    [Fact]
    public async Task What_was_accepted_is_on_disk_the_moment_the_call_returns()
    {
        var store = await OpenAsync();
        var waiting = await EnqueueAsync(store, New());
        var delivered = await HandedOverAsync(store);
        await SettleAsync(store, Delivered(delivered));

        // What a process that is killed now leaves behind.
        var copy = Path.Combine(Folder.Root, "copy.db");
        File.Copy(Folder.File, copy);
        File.Copy(Folder.File + "-wal", copy + "-wal");

        var afterwards = await Folder.OpenAsync(Clock, path: copy);
        Assert.Equal(waiting.EventId, Assert.Single(await ClaimAsync(afterwards)).Event.Id);
        Assert.Equal(new DeliveryCounts(1, 1, 0, 0, 0), await afterwards.CountDeliveriesAsync(Cancellation));
        Assert.Equal(DeliveryState.Delivered, (await afterwards.FindEventAsync("", delivered.Event.Id, Cancellation))!.Deliveries[0].Delivery.State);
    }

    [Fact]
    public async Task Leases_of_the_process_before_are_released_at_once_and_its_claims_are_remembered()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store);
        await EnqueueAsync(store, New("globex"));
        Assert.Single(await ClaimAsync(store));
        await store.DisposeAsync();

        var claimed = await ClaimAsync(await OpenAsync());

        Assert.Equal(["acme", "globex"], claimed.Select(delivery => delivery.EndpointId));
        Assert.All(claimed, delivery => Assert.Equal(2, delivery.Claims));
        Assert.NotEqual(held.LeaseToken, claimed[0].LeaseToken);
    }

    [Fact]
    public async Task A_delivery_whose_event_is_gone_is_dead_of_it_and_holds_up_no_other()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New());
        var kept = await EnqueueAsync(store, New());
        await store.DisposeAsync();
        using (var database = Databases.SqliteDatabase.OpenWriting(Folder.File))
        {
            database.Execute("DELETE FROM event WHERE id = (SELECT min(id) FROM event)");
        }

        var reopened = await OpenAsync();

        Assert.Equal(kept.EventId, Assert.Single(await ClaimAsync(reopened)).Event.Id);
        Assert.Equal(new DeliveryCounts(1, 0, 1, 0, 0), await reopened.CountDeliveriesAsync(Cancellation));
        Assert.Equal(1, Folder.ReadNumber("SELECT count(*) FROM delivery WHERE state = 2 AND reason = 'payload_missing'"));
    }

    [Fact]
    public async Task What_waits_for_its_retry_still_waits_after_a_restart()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store);
        await SettleAsync(store, new Settlement(held, SettlementKind.Retry, Delay: TimeSpan.FromSeconds(10)));
        await HandedOverAsync(store, "globex");
        await store.DisposeAsync();

        var reopened = await OpenAsync();

        Assert.Equal("globex", Assert.Single(await ClaimAsync(reopened)).EndpointId);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(held.DeliveryId, Assert.Single(await ClaimAsync(reopened)).DeliveryId);
    }

    [Fact]
    public async Task A_token_of_the_process_before_fences_nothing()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store);
        await store.DisposeAsync();
        var reopened = await OpenAsync();

        Assert.False(await SettleAsync(reopened, new Settlement(held, SettlementKind.Dead, Reason: "exhausted")));
        Assert.Single(await ClaimAsync(reopened));
    }

    [Fact]
    public async Task Ids_and_tokens_are_not_used_again_when_everything_is_forgotten()
    {
        var store = await OpenAsync();
        var first = await HandedOverAsync(store);
        await SettleAsync(store, Delivered(first));
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(2, await store.ForgetAsync(TimeSpan.FromHours(1), TimeSpan.FromHours(1), 100, Cancellation));
        await store.DisposeAsync();

        var second = await HandedOverAsync(await OpenAsync());

        Assert.True(second.DeliveryId > first.DeliveryId);
        Assert.True(second.LeaseToken > first.LeaseToken);
    }

    [Fact]
    public async Task What_was_admitted_is_written_before_the_store_closes()
    {
        var store = await OpenAsync();
        var until = new TaskCompletionSource();
        var occupied = await OccupyAsync(store, until);
        var admitted = Enumerable.Range(0, 10).Select(_ => EnqueueAsync(store, New())).ToList();

        var closing = store.DisposeAsync().AsTask();
        until.SetResult();

        await Task.WhenAll([.. admitted, occupied, closing]);
        Assert.Equal(10, (await ClaimAsync(await OpenAsync())).Count);
    }

    [Fact]
    public async Task The_log_is_empty_after_closing()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New());

        await store.DisposeAsync();

        Assert.False(File.Exists(Folder.File + "-wal"));
        Assert.Equal(1, Folder.ReadNumber("SELECT count(*) FROM queue"));
    }
}
