using WebhookDispatch.Stores;
using Xunit;

namespace WebhookDispatch.Conformance;

public abstract class CancelConformance : StoreConformance
{
    [Fact]
    public async Task A_waiting_delivery_is_cancelled_and_never_claimed()
    {
        var added = New("acme") with { DueIn = TimeSpan.FromMinutes(1) };
        await EnqueueAsync(added);
        var id = (await Store.FindEventAsync("", added.Event.Id, Cancellation))!.Deliveries[0].Delivery.DeliveryId;

        Assert.True(await Store.CancelDeliveryAsync("", id, Cancellation));

        var record = await RecordAsync(id);
        Assert.Equal((DeliveryState.Cancelled, "cancelled", null), (record.State, record.Reason, record.DueAt));
        AssertClose(TimeSpan.Zero, record.EndedAt - record.PublishedAt);
        await AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Empty(await ClaimAsync());
        Assert.Equal(new DeliveryCounts(0, 0, 0, 1, 0), await Store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task A_held_delivery_is_cancelled_too()
    {
        var held = await ClaimedAsync();

        Assert.True(await Store.CancelDeliveryAsync("", held.DeliveryId, Cancellation));

        await AdvanceAsync(Lease);
        Assert.Empty(await ClaimAsync());
    }

    [Fact]
    public async Task The_attempts_that_were_spent_stay_spent()
    {
        var held = await ClaimedAsync();
        await SettleAsync(held, SettlementKind.Retry);

        Assert.True(await Store.CancelDeliveryAsync("", held.DeliveryId, Cancellation));

        Assert.Equal(1, (await RecordAsync(held.DeliveryId)).Attempts);
        Assert.Single((await HistoryAsync(held)).Attempts);
    }

    [Theory]
    [InlineData(SettlementKind.Delivered)]
    [InlineData(SettlementKind.Dead)]
    [InlineData(SettlementKind.Expired)]
    [InlineData(SettlementKind.Cancelled)]
    public async Task What_has_ended_is_not_cancelled(SettlementKind end)
    {
        var ended = await EndedAsync(end);
        var before = await RecordAsync(ended.DeliveryId);

        Assert.False(await Store.CancelDeliveryAsync("", ended.DeliveryId, Cancellation));

        Assert.Equal(before, await RecordAsync(ended.DeliveryId));
    }

    [Fact]
    public async Task A_delivery_is_cancelled_once_and_an_unknown_one_never()
    {
        var held = await ClaimedAsync();

        Assert.True(await Store.CancelDeliveryAsync("", held.DeliveryId, Cancellation));
        Assert.False(await Store.CancelDeliveryAsync("", held.DeliveryId, Cancellation));
        Assert.False(await Store.CancelDeliveryAsync("", held.DeliveryId + 1, Cancellation));
        Assert.False(await Store.CancelDeliveryAsync("", 0, Cancellation));
    }

    [Fact]
    public async Task The_other_deliveries_of_the_event_go_on()
    {
        await EnqueueAsync(New("acme", "globex"));
        var held = await ClaimAsync();

        Assert.True(await Store.CancelDeliveryAsync("", held[0].DeliveryId, Cancellation));

        Assert.True(await SettleAsync(held[1], SettlementKind.Delivered));
    }
}
