using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using Xunit;

namespace WebhookDispatch.Conformance;

public abstract class ReplayConformance : StoreConformance
{
    [Theory]
    [InlineData(SettlementKind.Dead)]
    [InlineData(SettlementKind.Cancelled)]
    [InlineData(SettlementKind.Expired)]
    public async Task What_ended_otherwise_than_delivered_begins_anew(SettlementKind end)
    {
        var ended = await EndedAsync(end);
        await AdvanceAsync(TimeSpan.FromDays(1));

        var batch = await ReplayAsync(new DeliveryFilter());

        Assert.Equal(1, batch.Replayed);
        var record = await RecordAsync(ended.DeliveryId);
        Assert.Equal((DeliveryState.Waiting, null, 0, 1), (record.State, record.Reason, record.Attempts, record.Epoch));
        Assert.Null(record.EndedAt);
        AssertClose(TimeSpan.FromDays(1), record.DueAt - record.PublishedAt);
        Assert.Equal(new DeliveryCounts(1, 0, 0, 0, 0), await Store.CountDeliveriesAsync(Cancellation));
        var again = Assert.Single(await ClaimAsync());
        Assert.Equal((ended.DeliveryId, ended.Event.Id, 0, 1, 1), (again.DeliveryId, again.Event.Id, again.Attempts, again.Claims, again.Epoch));
        Assert.Equal(ended.Event.Body.ToArray(), again.Event.Body.ToArray());
    }

    [Fact]
    public async Task What_is_delivered_and_not_asked_for_or_waits_is_left_alone()
    {
        var delivered = await EndedAsync(SettlementKind.Delivered);
        await EnqueueAsync(New("acme"));
        var before = await Store.ListDeliveriesAsync(new DeliveryFilter(), before: null, limit: 10, Cancellation);

        Assert.Equal(0, (await ReplayAsync(new DeliveryFilter())).Replayed);
        Assert.Equal(0, (await ReplayAsync(new DeliveryFilter { DeliveryId = delivered.DeliveryId })).Replayed);
        Assert.Equal(0, (await ReplayAsync(new DeliveryFilter { State = DeliveryState.Waiting })).Replayed);

        Assert.Equal(before, await Store.ListDeliveriesAsync(new DeliveryFilter(), before: null, limit: 10, Cancellation));
    }

    [Fact]
    public async Task What_is_delivered_begins_anew_when_its_state_is_named_and_nothing_else_does()
    {
        var delivered = await EndedAsync(SettlementKind.Delivered, "acme", New("acme") with { Tenant = "t1" });
        await EndedAsync(SettlementKind.Delivered, "acme", New("acme") with { Tenant = "t2" });
        await EndedAsync(SettlementKind.Dead, "acme", New("acme") with { Tenant = "t1" });

        var batch = await ReplayAsync(new DeliveryFilter { State = DeliveryState.Delivered, Tenant = "t1" });

        Assert.Equal(1, batch.Replayed);
        Assert.Equal(new DeliveryCounts(Waiting: 1, Delivered: 1, Dead: 1, Cancelled: 0, Expired: 0), await Store.CountDeliveriesAsync(Cancellation));
        var again = Assert.Single(await ClaimAsync());
        Assert.Equal((delivered.DeliveryId, 0, 1), (again.DeliveryId, again.Attempts, again.Epoch));
        Assert.True(await SettleAsync(again, SettlementKind.Delivered));
        Assert.Equal([0, 1], (await HistoryAsync(again)).Attempts.Select(recorded => recorded.Epoch));
        Assert.Equal(new DeliveryCounts(Waiting: 0, Delivered: 2, Dead: 1, Cancelled: 0, Expired: 0), await Store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task Each_replay_is_a_new_epoch_and_keeps_the_attempts_of_those_before()
    {
        var delivery = await EndedAsync(SettlementKind.Dead);
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            Assert.Equal(1, (await ReplayAsync(new DeliveryFilter())).Replayed);
            delivery = Assert.Single(await ClaimAsync());
            Assert.Equal(epoch, delivery.Epoch);
            Assert.True(await SettleAsync(delivery, SettlementKind.Dead));
        }

        Assert.Equal([0, 1, 2, 3], (await HistoryAsync(delivery)).Attempts.Select(recorded => recorded.Epoch));
        Assert.Equal((3, 1), ((await RecordAsync(delivery.DeliveryId)).Epoch, (await RecordAsync(delivery.DeliveryId)).Attempts));
    }

    [Fact]
    public async Task A_replay_counts_as_a_first_attempt()
    {
        await EndedAsync(SettlementKind.Dead);
        await ReplayAsync(new DeliveryFilter());

        Assert.Single(await ClaimAsync(Request() with { FirstAttemptsOnly = true }));
    }

    [Fact]
    public async Task A_replay_does_not_expire_and_leaves_the_expiry_of_others_alone()
    {
        await EnqueueAsync(New("acme", "globex") with { ExpiresIn = TimeSpan.FromMinutes(5) });
        await AdvanceAsync(TimeSpan.FromMinutes(5));
        var held = await ClaimAsync();
        await SettleAsync(held.Single(one => one.EndpointId == "acme"), SettlementKind.Expired);
        await SettleAsync(held.Single(one => one.EndpointId == "globex"), SettlementKind.Release);

        await ReplayAsync(new DeliveryFilter());

        var again = await ClaimAsync();
        Assert.False(again.Single(one => one.EndpointId == "acme").Expired);
        Assert.True(again.Single(one => one.EndpointId == "globex").Expired);
        Assert.NotNull((await Store.FindEventAsync("", held[0].Event.Id, Cancellation))!.ExpiresAt);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Pages_replay_each_delivery_once(int limit)
    {
        for (var i = 0; i < 7; i++)
        {
            await EndedAsync(i == 3 ? SettlementKind.Delivered : SettlementKind.Dead);
        }

        var (after, total) = (0L, 0);
        ReplayBatch batch;
        do
        {
            batch = await ReplayAsync(new DeliveryFilter(), after, limit);
            Assert.InRange(batch.Replayed, 0, limit);
            Assert.True(batch.LastId >= after, "The greatest id that was looked at never falls.");
            (after, total) = (batch.LastId, total + batch.Replayed);
        }
        while (batch.Replayed == limit);

        Assert.Equal(6, total);
        Assert.Equal(6, (await Store.ListDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Waiting }, before: null, limit: 10, Cancellation)).Count(record => record.Epoch == 1));
    }

    [Fact]
    public async Task What_ends_again_behind_the_cursor_is_not_replayed_again()
    {
        var first = await EndedAsync(SettlementKind.Dead);
        var second = await EndedAsync(SettlementKind.Dead);
        var batch = await ReplayAsync(new DeliveryFilter(), after: 0, limit: 1);
        await SettleAsync(Assert.Single(await ClaimAsync()), SettlementKind.Dead);

        Assert.Equal(1, (await ReplayAsync(new DeliveryFilter(), batch.LastId, limit: 100)).Replayed);

        Assert.Equal(DeliveryState.Dead, (await RecordAsync(first.DeliveryId)).State);
        Assert.Equal(DeliveryState.Waiting, (await RecordAsync(second.DeliveryId)).State);
    }

    [Fact]
    public async Task Each_field_of_a_filter_chooses_what_is_replayed()
    {
        var early = await EndedAsync(SettlementKind.Dead, "acme", New(Some.Event("invoice.paid"), "acme") with { Tenant = "t1" });
        await AdvanceAsync(TimeSpan.FromHours(1));
        var late = await EndedAsync(SettlementKind.Cancelled, "globex", New(Some.Event("order.placed"), "globex") with { Tenant = "t2" });
        var between = (await RecordAsync(early.DeliveryId)).PublishedAt + TimeSpan.FromMinutes(30);
        (DeliveryFilter Filter, LeasedDelivery Chosen)[] cases =
        [
            (new() { Tenant = "t1" }, early),
            (new() { DeliveryId = late.DeliveryId }, late),
            (new() { EndpointId = "globex" }, late),
            (new() { EventType = "invoice.paid" }, early),
            (new() { State = DeliveryState.Dead }, early),
            (new() { State = DeliveryState.Cancelled }, late),
            (new() { Reason = "cancelled" }, late),
            (new() { Reason = "exhausted" }, early),
            (new() { From = between }, late),
            (new() { Until = between }, early),
        ];

        foreach (var (filter, chosen) in cases)
        {
            Assert.Equal(1, (await ReplayAsync(filter)).Replayed);
            var held = Assert.Single(await ClaimAsync());
            Assert.Equal(chosen.DeliveryId, held.DeliveryId);
            Assert.True(await SettleAsync(held, chosen == early ? SettlementKind.Dead : SettlementKind.Cancelled));
        }
    }

    [Fact]
    public async Task Nothing_to_replay_is_an_empty_batch()
    {
        Assert.Equal(0, (await ReplayAsync(new DeliveryFilter())).Replayed);
    }

    private ValueTask<ReplayBatch> ReplayAsync(DeliveryFilter filter, long after = 0, int limit = 100) =>
        Store.ReplayDeliveriesAsync(filter, after, limit, Cancellation);
}
