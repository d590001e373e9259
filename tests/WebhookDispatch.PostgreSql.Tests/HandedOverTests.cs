using WebhookDispatch.PostgreSql.Handing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>Deliveries that are handed over are one row together until one of them needs a place in the queue.</summary>
public sealed class HandedOverTests(SharedServer server) : StoreTest(server)
{
    private const int Many = 20;

    private string Handed => $"SELECT count(*) FROM {Schemas.Schema}.handed";

    private string Queued => $"SELECT count(*) FROM {Schemas.Schema}.queue";

    [Fact]
    public async Task What_is_delivered_at_once_never_was_in_the_queue_and_leaves_nothing_but_its_history()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store, Many);
        Assert.Equal((1, 0), await CountRowsAsync());
        Assert.Equal(Many, await store.CountWaitingAsync(["acme"], 100, Cancellation));
        Assert.Equal(Many, (await store.ListDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Waiting }, null, 100, Cancellation)).Count);

        Assert.All(await store.SettleAsync([.. held.Select(Delivered)], Cancellation), Assert.True);
        var last = Assert.Single(await HandedOverAsync(store, 1));
        Assert.True(await SettleAsync(store, Delivered(last)));

        // The first row went with the second settlement.
        Assert.Equal((1, 0), await CountRowsAsync());
        Assert.Equal(0, await Schemas.ReadAsync<long>($"SELECT count(*) FROM {Schemas.Schema}.attempt"));
        Assert.Equal(new DeliveryCounts(0, Many + 1, 0, 0, 0), await store.CountDeliveriesAsync(Cancellation));
        Assert.Equal(204, Assert.Single((await store.FindEventAsync("", last.Event.Id, Cancellation))!.Deliveries[0].Attempts).Attempt.StatusCode);
    }

    [Fact]
    public async Task Only_what_is_to_be_tried_again_gets_a_place_in_the_queue()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store, Many);

        Assert.True(await SettleAsync(store, Delivered(held[0]) with { Kind = SettlementKind.Retry }));

        Assert.Equal((1, 1), await CountRowsAsync());
        Assert.Equal(held[0].DeliveryId, Assert.Single(await ClaimAsync(store)).DeliveryId);
        Assert.All(await store.SettleAsync([.. held.Skip(1).Select(Delivered)], Cancellation), Assert.True);
        Assert.Equal(new DeliveryCounts(1, Many - 1, 0, 0, 0), await store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task Another_process_takes_what_was_not_settled_in_time_and_nothing_else()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        var held = await HandedOverAsync(one, Many);
        Assert.True(await SettleAsync(one, Delivered(held[0])));
        await LapseAsync();

        var claimed = await ClaimAsync(other);

        Assert.Equal(held.Skip(1).Select(delivery => delivery.DeliveryId), claimed.Select(delivery => delivery.DeliveryId));
        Assert.All(claimed, delivery => Assert.Equal(2, delivery.Claims));
        Assert.Equal((0, Many - 1), await CountRowsAsync());
    }

    [Fact]
    public async Task A_success_that_comes_after_the_lease_counts_and_a_failure_does_not()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        var held = await HandedOverAsync(one, 2);
        await LapseAsync();
        var claimed = await ClaimAsync(other);
        Assert.Equal(2, claimed.Count);

        Assert.True(await SettleAsync(one, Delivered(held[0])));
        Assert.False(await SettleAsync(one, Delivered(held[1]) with { Kind = SettlementKind.Dead, Reason = "exhausted" }));

        Assert.True(await SettleAsync(other, Delivered(claimed[1])));
        Assert.False(await SettleAsync(other, Delivered(claimed[0])));
        Assert.Equal(new DeliveryCounts(0, 2, 0, 0, 0), await one.CountDeliveriesAsync(Cancellation));
        Assert.Equal((0, 0), await CountRowsAsync());
    }

    [Theory]
    [InlineData(SettlementKind.Delivered)]
    [InlineData(SettlementKind.Retry)]
    [InlineData(SettlementKind.Dead)]
    public async Task A_process_that_was_not_told_settles_what_another_was_handed(SettlementKind kind)
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        var held = Assert.Single(await HandedOverAsync(one, 1));

        Assert.True(await SettleAsync(other, Delivered(held) with { Kind = kind, Reason = kind == SettlementKind.Dead ? "exhausted" : null }));

        Assert.Equal(0, await Schemas.ReadAsync<long>(Handed));
    }

    [Fact]
    public async Task A_success_that_is_told_again_counts_once_and_those_that_are_told_with_it_count()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store, 3);
        Assert.True(await SettleAsync(store, Delivered(held[0])));

        Assert.Equal([false, true, true], await store.SettleAsync([.. held.Select(Delivered)], Cancellation));

        Assert.Equal(new DeliveryCounts(0, 3, 0, 0, 0), await store.CountDeliveriesAsync(Cancellation));
        Assert.Equal((0, 0), await CountRowsAsync());
    }

    [Fact]
    public async Task What_was_cancelled_is_not_delivered_and_its_neighbours_are()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store, 3);

        Assert.True(await store.CancelDeliveryAsync("", held[1].DeliveryId, Cancellation));

        Assert.Equal([true, true], await store.SettleAsync([Delivered(held[0]), Delivered(held[2])], Cancellation));
        Assert.Equal(new DeliveryCounts(0, 2, 0, 1, 0), await store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task What_ended_and_was_forgotten_does_not_come_back_when_the_lease_ends()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store, 3);
        Assert.True(await SettleAsync(store, Delivered(held[0])));
        Assert.True(await store.ForgetAsync(TimeSpan.Zero, TimeSpan.Zero, 100, Cancellation) > 0);
        await LapseAsync();

        Assert.Equal(2, (await ClaimAsync(store)).Count);
    }

    [Fact]
    public async Task What_is_sent_again_is_sent_once_when_the_lease_of_its_first_time_ends()
    {
        var store = await OpenAsync();
        var held = Assert.Single(await HandedOverAsync(store, 1));
        Assert.True(await SettleAsync(store, Delivered(held)));
        await store.ReplayDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Delivered }, 0, 10, Cancellation);
        await LapseAsync();

        Assert.True(await SettleAsync(store, Delivered(Assert.Single(await ClaimAsync(store)))));

        Assert.Empty(await ClaimAsync(store));
        var attempts = (await store.FindEventAsync("", held.Event.Id, Cancellation))!.Deliveries[0].Attempts;
        Assert.Equal([(0, (int?)204), (1, 204)], attempts.Select(attempt => (attempt.Epoch, attempt.Attempt.StatusCode)));
    }

    [Fact]
    public async Task Settling_and_taking_back_at_once_end_each_delivery_once()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        for (var round = 0; round < 20; round++)
        {
            var held = await HandedOverAsync(one, Many);
            await LapseAsync();

            var settling = one.SettleAsync([.. held.Select(Delivered)], Cancellation).AsTask();
            var taking = HandedRows.QueueLapsedAsync(Connections(other), 100, Cancellation).AsTask();
            Assert.All(await settling, Assert.True);
            await taking;

            Assert.Equal(0, await Schemas.ReadAsync<long>(Queued));
        }

        Assert.Equal(new DeliveryCounts(0, 20 * Many, 0, 0, 0), await one.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public void A_token_has_ended_when_each_of_its_deliveries_is_settled_however_often_one_of_them_was()
    {
        var tokens = new HandedTokens();
        var delivery = new LeasedDelivery { DeliveryId = 1, EndpointId = "acme", Event = New().Event, Tenant = "", Attempts = 0, Claims = 1, Epoch = 0, LeaseToken = 7, Expired = false };
        tokens.Add(7, [1, 4]);
        tokens.Settled(delivery);
        tokens.Settled(delivery);
        Assert.Empty(tokens.TakeEnded());
        Assert.Equal(2, tokens.PlaceOf(delivery with { DeliveryId = 4 }));
        Assert.Equal(0, tokens.PlaceOf(delivery with { DeliveryId = 3 }));

        tokens.Settled(delivery with { DeliveryId = 4 });

        Assert.False(tokens.Holds(delivery));
        Assert.Equal([(7, 2)], tokens.TakeEnded());
        Assert.Empty(tokens.TakeEnded());
    }

    [Fact]
    public async Task What_was_told_twice_ends_nothing_else_of_its_row()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store, 2);
        Assert.Equal([true, false], await store.SettleAsync([Delivered(held[0]), Delivered(held[0])], Cancellation));
        await SettleAsync(store, Delivered(Assert.Single(await HandedOverAsync(store, 1))));
        Assert.Equal((2, 0), await CountRowsAsync());

        await LapseAsync();

        Assert.Equal(held[1].DeliveryId, Assert.Single(await ClaimAsync(store)).DeliveryId);
    }

    [Fact]
    public async Task Settling_finds_what_has_moved_up_in_its_row()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store, 4);
        Assert.True(await SettleAsync(store, Delivered(held[0]) with { Kind = SettlementKind.Retry }));

        Assert.All(await store.SettleAsync([.. held.Skip(1).Select(Delivered)], Cancellation), Assert.True);

        Assert.Equal(new DeliveryCounts(1, 3, 0, 0, 0), await store.CountDeliveriesAsync(Cancellation));
    }

    private static Databases.StoreConnections Connections(PostgreSqlWebhookStore store) => store.Opened.Connections;

    private static async Task<IReadOnlyList<LeasedDelivery>> HandedOverAsync(PostgreSqlWebhookStore store, int count) =>
        [.. (await store.EnqueueAsync([.. Enumerable.Range(0, count).Select(_ => New(leased: true))], Lease, Cancellation)).SelectMany(result => result.Leased)];

    private Task LapseAsync() => Schemas.ExecuteAsync(
        $"UPDATE {Schemas.Schema}.handed SET held_until = clock_timestamp(); UPDATE {Schemas.Schema}.queue SET due_at = clock_timestamp() WHERE due_at > clock_timestamp()");

    private async Task<(long Handed, long Queued)> CountRowsAsync() => (await Schemas.ReadAsync<long>(Handed), await Schemas.ReadAsync<long>(Queued));
}
