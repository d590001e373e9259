using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>Deliveries that may be sent in any order are one row together from being stored until one of them needs a place in the queue.</summary>
public sealed class StoredTogetherTests(SharedServer server) : StoreTest(server)
{
    private const int Many = 20;

    [Fact]
    public async Task What_one_process_stores_and_another_delivers_at_once_never_was_in_the_queue()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        await StoreAsync(one, i => $"e{i}");
        Assert.Equal((1, 0), await CountRowsAsync());
        var waiting = await one.ListDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Waiting }, null, 100, Cancellation);
        Assert.All(waiting, delivery => Assert.NotNull(delivery.DueAt));
        Assert.Equal(Many, waiting.Count);

        var claimed = await ClaimAsync(other);

        Assert.Equal(Many, claimed.Count);
        Assert.All(claimed, delivery => Assert.Equal((0, 1), (delivery.Attempts, delivery.Claims)));
        Assert.Equal((1, 0), await CountRowsAsync());
        Assert.Empty(await ClaimAsync(one));
        Assert.All(await other.SettleAsync([.. claimed.Select(Delivered)], Cancellation), Assert.True);
        Assert.Equal(new DeliveryCounts(0, Many, 0, 0, 0), await one.CountDeliveriesAsync(Cancellation));
        Assert.Equal(0, await Schemas.ReadAsync<long>($"SELECT count(*) FROM {Schemas.Schema}.held"));
    }

    [Fact]
    public async Task What_many_publish_at_once_is_in_rows_that_a_claim_takes_as_they_are()
    {
        var store = await OpenAsync();
        await StoreAsync(store, i => $"e{i}", 100);
        Assert.Equal((4, 0), await CountRowsAsync());

        var claim = await store.ClaimAsync(Request with { MaxDeliveries = 40 }, Cancellation);

        Assert.Equal(32, claim.Deliveries.Count);
        Assert.NotNull(claim.Cursor);
        Assert.Equal((4, 0), await CountRowsAsync());
        Assert.Equal(68, (await ClaimAsync(store)).Count);
        Assert.Equal((4, 0), await CountRowsAsync());
    }

    [Fact]
    public async Task What_its_endpoint_has_no_room_for_gets_a_place_in_the_queue_in_its_order()
    {
        var store = await OpenAsync();
        await StoreAsync(store, _ => "acme");

        var first = (await store.ClaimAsync(Request with { DefaultCapacity = 5 }, Cancellation)).Deliveries;

        Assert.Equal(5, first.Count);
        Assert.Equal((1, Many - 5), await CountRowsAsync());
        var rest = await ClaimAsync(store);
        Assert.Equal(Many - 5, rest.Count);
        Assert.Equal(rest.Select(delivery => delivery.DeliveryId).Order(), rest.Select(delivery => delivery.DeliveryId));
        Assert.All(rest, delivery => Assert.True(delivery.DeliveryId > first[^1].DeliveryId && delivery.Claims == 1));
    }

    [Fact]
    public async Task What_is_too_much_for_a_claim_stays_together()
    {
        var store = await OpenAsync();
        await StoreAsync(store, i => $"e{i}");

        var first = await store.ClaimAsync(Request with { MaxDeliveries = 3, Ahead = 2 }, Cancellation);

        Assert.Equal(5, first.Deliveries.Count);
        Assert.NotNull(first.Cursor);
        Assert.Equal((2, 0), await CountRowsAsync());
        var rest = await ClaimAsync(store);
        Assert.Equal(Many, first.Deliveries.Concat(rest).Select(delivery => delivery.DeliveryId).Distinct().Count());
        Assert.Equal((2, 0), await CountRowsAsync());
    }

    [Fact]
    public async Task What_lost_its_event_ends_as_dead_although_a_claim_takes_nothing_else()
    {
        var store = await OpenAsync();
        await StoreAsync(store, i => $"e{i}");
        await Schemas.ExecuteAsync($"DELETE FROM {Schemas.Schema}.event");

        Assert.Empty(await ClaimAsync(store));

        Assert.Equal(new DeliveryCounts(0, 0, Many, 0, 0), await store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task As_many_rows_as_fit_are_taken_and_the_rest_is_left_to_the_next_claim()
    {
        var store = await OpenAsync();
        await StoreAsync(store, i => $"e{i}", 100);

        var (first, second) = (await store.ClaimAsync(Request with { MaxDeliveries = 70 }, Cancellation), await store.ClaimAsync(Request with { MaxDeliveries = 70 }, Cancellation));

        Assert.Equal((64, 36), (first.Deliveries.Count, second.Deliveries.Count));
        Assert.Equal((true, false), (first.Cursor is not null, second.Cursor is not null));
        Assert.Equal((4, 0), await CountRowsAsync());
    }

    [Fact]
    public async Task What_waits_in_the_queue_gets_its_turn_while_others_fill_every_claim()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New("queued"));
        for (var i = 0; i < 10; i++)
        {
            await StoreAsync(store, j => $"e{j}");
        }

        var claimed = new List<LeasedDelivery>();
        for (var i = 0; i < 4; i++)
        {
            claimed.AddRange((await store.ClaimAsync(Request with { MaxDeliveries = Many }, Cancellation)).Deliveries);
        }

        Assert.Single(claimed, delivery => delivery.EndpointId == "queued");
    }

    [Fact]
    public async Task What_was_claimed_and_not_settled_in_time_is_claimed_again_one_by_one()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        await StoreAsync(one, i => $"e{i}");
        var lost = (await one.ClaimAsync(Request with { Lease = TimeSpan.Zero }, Cancellation)).Deliveries;

        var claimed = await ClaimAsync(other);

        Assert.Equal(Many, claimed.Count);
        Assert.All(claimed, delivery => Assert.Equal(2, delivery.Claims));
        Assert.True(await SettleAsync(one, Delivered(lost[0])));
        Assert.False(await SettleAsync(one, Delivered(lost[1]) with { Kind = SettlementKind.Dead, Reason = "exhausted" }));
        Assert.Equal(new DeliveryCounts(Many - 1, 1, 0, 0, 0), await one.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task A_process_that_claims_on_finds_what_has_lapsed()
    {
        var store = await OpenAsync();
        await StoreAsync(store, i => $"e{i}");
        var request = Request with { Continues = true };
        Assert.Equal(Many, (await store.ClaimAsync(request with { Lease = TimeSpan.Zero }, Cancellation)).Deliveries.Count);

        var (empty, next) = (await store.ClaimAsync(request, Cancellation), await store.ClaimAsync(request, Cancellation));

        Assert.Equal(TimeSpan.Zero, empty.NextDueIn);
        Assert.Equal(Many, next.Deliveries.Count);
    }

    [Fact]
    public async Task What_nobody_has_taken_can_be_cancelled_and_given_up()
    {
        var store = await OpenAsync();
        await StoreAsync(store, i => $"e{i}");
        var waiting = await store.ListDeliveriesAsync(new DeliveryFilter(), null, 100, Cancellation);

        Assert.True(await store.CancelDeliveryAsync("", waiting[3].DeliveryId, Cancellation));
        Assert.Equal(Many - 1, await store.GiveUpAsync(TimeSpan.Zero, "unsent", 100, Cancellation));

        Assert.Equal(new DeliveryCounts(0, 0, Many - 1, 1, 0), await store.CountDeliveriesAsync(Cancellation));
        Assert.Empty(await ClaimAsync(store));
    }

    [Fact]
    public async Task What_has_just_been_stored_is_due_now()
    {
        var store = await OpenAsync();
        Assert.Null((await store.ClaimAsync(Request, Cancellation)).NextDueIn);
        await StoreAsync(store, i => $"e{i}");

        var skipping = await store.ClaimAsync(Request with { DefaultCapacity = 0 }, Cancellation);

        Assert.Empty(skipping.Deliveries);
        Assert.Null(skipping.NextDueIn);
        Assert.Equal((0, Many), await CountRowsAsync());
    }

    private static async Task StoreAsync(PostgreSqlWebhookStore store, Func<int, string> endpointOf, int count = Many) => await store.EnqueueAsync(
        [.. Enumerable.Range(0, count).Select(i => New() with { Deliveries = [new NewDelivery(endpointOf(i), Leased: false) { AnyOrder = true }] })], Lease, Cancellation);

    private async Task<(long Handed, long Queued)> CountRowsAsync() => (
        await Schemas.ReadAsync<long>($"SELECT count(*) FROM {Schemas.Schema}.handed"), await Schemas.ReadAsync<long>($"SELECT count(*) FROM {Schemas.Schema}.queue"));
}
