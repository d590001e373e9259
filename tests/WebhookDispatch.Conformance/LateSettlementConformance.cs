using WebhookDispatch.Deliveries;
using WebhookDispatch.Stores;
using Xunit;

namespace WebhookDispatch.Conformance;

/// <summary>Outcomes that come late: after the lease was lost, after the delivery ended, after a replay, or twice.</summary>
public abstract class LateSettlementConformance : StoreConformance
{
    public static TheoryData<SettlementKind> Fenced => new(
        SettlementKind.Retry, SettlementKind.Dead, SettlementKind.Expired, SettlementKind.Cancelled, SettlementKind.Release);

    public static TheoryData<SettlementKind, SettlementKind> FencedAfterEnd =>
        [.. from late in Fenced from end in Enum.GetValues<SettlementKind>() where Ends(end) select (late.Data, end)];

    [Theory]
    [MemberData(nameof(Fenced))]
    public async Task After_another_claim_only_its_holder_decides(SettlementKind kind)
    {
        var lost = await ClaimedAsync();
        await AdvanceAsync(Lease);
        var held = Assert.Single(await ClaimAsync());
        var before = await RecordAsync(lost.DeliveryId);

        Assert.False(await SettleAsync(lost, kind));

        Assert.Equal(before, await RecordAsync(lost.DeliveryId));
        Assert.Empty(await ClaimAsync());
        Assert.True(await SettleAsync(As(held, SettlementKind.Retry) with { Delay = TimeSpan.Zero }));
        var next = Assert.Single(await ClaimAsync());
        Assert.Equal((1, 1), (next.Attempts, next.Claims));
    }

    [Theory]
    [MemberData(nameof(FencedAfterEnd))]
    public async Task After_the_end_nothing_but_a_success_counts(SettlementKind late, SettlementKind end)
    {
        var ended = await EndedAsync(end);
        var before = await RecordAsync(ended.DeliveryId);

        Assert.False(await SettleAsync(ended, late));

        Assert.Equal(before, await RecordAsync(ended.DeliveryId));
        await AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Empty(await ClaimAsync());
    }

    [Theory]
    [MemberData(nameof(Fenced))]
    public async Task After_a_retry_its_own_claim_holds_nothing_more(SettlementKind kind)
    {
        var delivery = await ClaimedAsync();
        await SettleAsync(delivery, SettlementKind.Retry);
        var before = await RecordAsync(delivery.DeliveryId);

        Assert.False(await SettleAsync(delivery, kind));

        Assert.Equal(before, await RecordAsync(delivery.DeliveryId));
    }

    [Theory]
    [MemberData(nameof(Fenced))]
    public async Task After_a_release_its_own_claim_holds_nothing_more(SettlementKind kind)
    {
        var delivery = await ClaimedAsync();
        await SettleAsync(As(delivery, SettlementKind.Release) with { Delay = TimeSpan.FromMinutes(1) });
        var before = await RecordAsync(delivery.DeliveryId);

        Assert.False(await SettleAsync(delivery, kind));

        Assert.Equal(before, await RecordAsync(delivery.DeliveryId));
    }

    [Theory]
    [MemberData(nameof(Fenced))]
    public async Task A_claim_whose_lease_ended_still_decides_until_the_next_claim(SettlementKind kind)
    {
        var delivery = await ClaimedAsync();
        await AdvanceAsync(Lease + TimeSpan.FromHours(1));

        Assert.True(await SettleAsync(delivery, kind));

        Assert.Equal(Ends(kind), (await RecordAsync(delivery.DeliveryId)).State != DeliveryState.Waiting);
    }

    [Fact]
    public async Task A_late_success_ends_what_another_holds()
    {
        var lost = await ClaimedAsync();
        await AdvanceAsync(Lease);
        var held = Assert.Single(await ClaimAsync());

        Assert.True(await SettleAsync(lost, SettlementKind.Delivered));

        Assert.Equal(DeliveryState.Delivered, (await RecordAsync(lost.DeliveryId)).State);
        Assert.False(await SettleAsync(held, SettlementKind.Retry));
        Assert.False(await SettleAsync(held, SettlementKind.Delivered));
        Assert.Equal(DeliveryState.Delivered, (await RecordAsync(lost.DeliveryId)).State);
        await AdvanceAsync(Lease);
        Assert.Empty(await ClaimAsync());
        Assert.Equal(
            [(AttemptFailure.None, true), (AttemptFailure.HttpStatus, true), (AttemptFailure.None, true)],
            (await HistoryAsync(lost)).Attempts.Select(recorded => (recorded.Attempt.Failure, recorded.Stale)));
    }

    [Fact]
    public async Task A_late_success_ends_what_waits_for_its_retry()
    {
        var lost = await ClaimedAsync();
        await AdvanceAsync(Lease);
        await SettleAsync(Assert.Single(await ClaimAsync()), SettlementKind.Retry);

        Assert.True(await SettleAsync(lost, SettlementKind.Delivered));

        var record = await RecordAsync(lost.DeliveryId);
        Assert.Equal((DeliveryState.Delivered, 2), (record.State, record.Attempts));
        await AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Empty(await ClaimAsync());
    }

    [Theory]
    [InlineData(SettlementKind.Dead)]
    [InlineData(SettlementKind.Expired)]
    [InlineData(SettlementKind.Cancelled)]
    public async Task A_late_success_makes_an_ended_delivery_delivered(SettlementKind end)
    {
        var ended = await EndedAsync(end);

        Assert.True(await SettleAsync(ended, SettlementKind.Delivered));

        var record = await RecordAsync(ended.DeliveryId);
        Assert.Equal((DeliveryState.Delivered, null), (record.State, record.Reason));
        Assert.Equal(new DeliveryCounts(0, 1, 0, 0, 0), await Store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task A_success_in_flight_counts_although_the_delivery_was_cancelled()
    {
        var delivery = await ClaimedAsync();
        Assert.True(await Store.CancelDeliveryAsync("", delivery.DeliveryId, Cancellation));

        Assert.True(await SettleAsync(delivery, SettlementKind.Delivered));

        Assert.Equal(DeliveryState.Delivered, (await RecordAsync(delivery.DeliveryId)).State);
    }

    [Fact]
    public async Task A_failure_in_flight_does_not_revive_what_was_cancelled()
    {
        var delivery = await ClaimedAsync();
        await Store.CancelDeliveryAsync("", delivery.DeliveryId, Cancellation);

        Assert.False(await SettleAsync(delivery, SettlementKind.Retry));

        Assert.Equal(DeliveryState.Cancelled, (await RecordAsync(delivery.DeliveryId)).State);
        Assert.True(Assert.Single((await HistoryAsync(delivery)).Attempts).Stale);
    }

    [Theory]
    [InlineData(SettlementKind.Delivered)]
    [InlineData(SettlementKind.Retry)]
    [InlineData(SettlementKind.Dead)]
    [InlineData(SettlementKind.Expired)]
    [InlineData(SettlementKind.Cancelled)]
    [InlineData(SettlementKind.Release)]
    public async Task What_was_decided_before_a_replay_does_not_touch_the_replay(SettlementKind late)
    {
        var old = await EndedAsync(SettlementKind.Dead);
        await Store.ReplayDeliveriesAsync(new DeliveryFilter(), after: 0, limit: 10, Cancellation);
        var before = await RecordAsync(old.DeliveryId);

        Assert.False(await SettleAsync(old, late));

        Assert.Equal(before, await RecordAsync(old.DeliveryId));
        var replay = Assert.Single(await ClaimAsync());
        Assert.False(await SettleAsync(old, late));
        Assert.True(await SettleAsync(replay, SettlementKind.Delivered));
        Assert.Equal((DeliveryState.Delivered, 1), ((await RecordAsync(old.DeliveryId)).State, (await RecordAsync(old.DeliveryId)).Epoch));
    }

    [Fact]
    public async Task A_stale_attempt_is_kept_in_its_own_epoch()
    {
        var old = await EndedAsync(SettlementKind.Dead);
        await Store.ReplayDeliveriesAsync(new DeliveryFilter(), after: 0, limit: 10, Cancellation);
        var replay = Assert.Single(await ClaimAsync());

        await SettleAsync(old, SettlementKind.Delivered);
        await SettleAsync(replay, SettlementKind.Retry);

        Assert.Equal(
            [(0, false, 1), (0, true, 1), (1, false, 1)],
            (await HistoryAsync(old)).Attempts.Select(recorded => (recorded.Epoch, recorded.Stale, recorded.Attempt.Number)));
    }

    [Theory]
    [InlineData(SettlementKind.Delivered)]
    [InlineData(SettlementKind.Retry)]
    [InlineData(SettlementKind.Dead)]
    [InlineData(SettlementKind.Expired)]
    [InlineData(SettlementKind.Cancelled)]
    [InlineData(SettlementKind.Release)]
    public async Task Settling_twice_changes_nothing_more(SettlementKind kind)
    {
        var settlement = As(await ClaimedAsync(), kind);
        Assert.True(await SettleAsync(settlement));
        var before = await RecordAsync(settlement.Delivery.DeliveryId);

        Assert.False(await SettleAsync(settlement));

        Assert.Equal(before, await RecordAsync(settlement.Delivery.DeliveryId));
    }

    [Fact]
    public async Task A_delivery_that_never_was_cannot_be_settled()
    {
        var delivery = await ClaimedAsync();

        Assert.False(await SettleAsync(delivery with { DeliveryId = delivery.DeliveryId + 1_000_000 }, SettlementKind.Delivered));

        Assert.Equal(new DeliveryCounts(1, 0, 0, 0, 0), await Store.CountDeliveriesAsync(Cancellation));
    }

    private static bool Ends(SettlementKind kind) => kind is not (SettlementKind.Retry or SettlementKind.Release);
}
