using WebhookDispatch.Deliveries;
using WebhookDispatch.Stores;
using Xunit;

namespace WebhookDispatch.Conformance;

/// <summary>Outcomes of claims that still hold their delivery. Late ones are in <see cref="LateSettlementConformance"/>.</summary>
public abstract class SettleConformance : StoreConformance
{
    [Theory]
    [InlineData(SettlementKind.Delivered, DeliveryState.Delivered, 1)]
    [InlineData(SettlementKind.Dead, DeliveryState.Dead, 1)]
    [InlineData(SettlementKind.Expired, DeliveryState.Expired, 0)]
    [InlineData(SettlementKind.Cancelled, DeliveryState.Cancelled, 0)]
    public async Task An_end_takes_the_delivery_out_of_the_queue(SettlementKind kind, DeliveryState state, int attempts)
    {
        var settlement = As(await ClaimedAsync(), kind);

        Assert.True(await SettleAsync(settlement));

        var record = await RecordAsync(settlement.Delivery.DeliveryId);
        Assert.Equal((state, settlement.Reason, attempts, 0), (record.State, record.Reason, record.Attempts, record.Epoch));
        Assert.Null(record.DueAt);
        AssertClose(TimeSpan.Zero, record.EndedAt - record.PublishedAt);
        await AdvanceAsync(TimeSpan.FromDays(3));
        Assert.Empty(await ClaimAsync());
    }

    [Fact]
    public async Task A_retry_spends_an_attempt_and_is_due_after_its_delay()
    {
        var delivery = await ClaimedAsync();
        Assert.True(await SettleAsync(As(delivery, SettlementKind.Retry) with { Delay = TimeSpan.FromMinutes(30) }));
        var record = await RecordAsync(delivery.DeliveryId);
        Assert.Equal((DeliveryState.Waiting, null, 1), (record.State, record.Reason, record.Attempts));
        Assert.Null(record.EndedAt);
        AssertClose(TimeSpan.FromMinutes(30), record.DueAt - record.PublishedAt);
        await AdvanceAsync(TimeSpan.FromMinutes(29));
        Assert.Empty(await ClaimAsync());
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        var again = Assert.Single(await ClaimAsync());

        Assert.Equal((delivery.DeliveryId, 1, 1, 0), (again.DeliveryId, again.Attempts, again.Claims, again.Epoch));
    }

    [Fact]
    public async Task A_release_spends_nothing_and_is_due_after_its_delay()
    {
        var delivery = await ClaimedAsync();
        Assert.True(await SettleAsync(As(delivery, SettlementKind.Release) with { Delay = TimeSpan.FromMinutes(2) }));
        Assert.Empty(await ClaimAsync());
        await AdvanceAsync(TimeSpan.FromMinutes(2));

        var again = Assert.Single(await ClaimAsync());

        Assert.Equal((delivery.DeliveryId, 0, 1), (again.DeliveryId, again.Attempts, again.Claims));
        Assert.Empty((await HistoryAsync(again)).Attempts);
    }

    [Fact]
    public async Task A_release_takes_back_its_own_claim_only()
    {
        await ClaimedAsync();
        await AdvanceAsync(Lease);
        var second = Assert.Single(await ClaimAsync());
        Assert.True(await SettleAsync(second, SettlementKind.Release));

        Assert.Equal(2, Assert.Single(await ClaimAsync()).Claims);
    }

    [Fact]
    public async Task A_release_without_a_delay_is_due_at_once()
    {
        Assert.True(await SettleAsync(await ClaimedAsync(), SettlementKind.Release));

        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task Attempts_add_up_and_claims_begin_again_with_each()
    {
        var delivery = await ClaimedAsync();
        for (var spent = 1; spent <= 5; spent++)
        {
            Assert.True(await SettleAsync(As(delivery, SettlementKind.Retry) with { Delay = TimeSpan.Zero }));
            delivery = Assert.Single(await ClaimAsync());
            Assert.Equal((spent, 1), (delivery.Attempts, delivery.Claims));
        }

        Assert.Equal([1, 2, 3, 4, 5], (await HistoryAsync(delivery)).Attempts.Select(recorded => recorded.Attempt.Number));
    }

    [Fact]
    public async Task An_end_without_an_attempt_spends_none()
    {
        var delivery = await ClaimedAsync();

        Assert.True(await SettleAsync(new Settlement(delivery, SettlementKind.Dead, Reason: "poison_crash")));

        var history = await HistoryAsync(delivery);
        Assert.Equal(0, history.Delivery.Attempts);
        Assert.Empty(history.Attempts);
    }

    [Fact]
    public async Task Everything_about_an_attempt_is_kept()
    {
        var delivery = await ClaimedAsync();
        var attempt = new DeliveryAttempt
        {
            Number = 1,
            StartedAt = new DateTimeOffset(2026, 5, 4, 3, 2, 1, 987, TimeSpan.Zero),
            Duration = TimeSpan.FromMilliseconds(1234),
            Failure = AttemptFailure.HttpStatus,
            StatusCode = 429,
            ResponseExcerpt = "slow down \u2014 \U0001F40C 'quoted' \"and\" <b>",
            ResponseTruncated = true,
            RetryAfter = TimeSpan.FromSeconds(120),
        };

        await SettleAsync(new Settlement(delivery, SettlementKind.Retry, attempt, TimeSpan.FromHours(1)));

        var recorded = Assert.Single((await HistoryAsync(delivery)).Attempts);
        Assert.Equal(attempt, recorded.Attempt);
        Assert.Equal((0, false), (recorded.Epoch, recorded.Stale));
    }

    [Theory]
    [InlineData(AttemptFailure.None)]
    [InlineData(AttemptFailure.HttpStatus)]
    [InlineData(AttemptFailure.RedirectRefused)]
    [InlineData(AttemptFailure.NameResolution)]
    [InlineData(AttemptFailure.ConnectFailed)]
    [InlineData(AttemptFailure.ConnectTimeout)]
    [InlineData(AttemptFailure.Tls)]
    [InlineData(AttemptFailure.Timeout)]
    [InlineData(AttemptFailure.ConnectionReset)]
    [InlineData(AttemptFailure.ProtocolError)]
    [InlineData(AttemptFailure.ResponseHeadersTooLarge)]
    [InlineData(AttemptFailure.BlockedAddress)]
    [InlineData(AttemptFailure.Misconfigured)]
    public async Task Every_failure_is_kept_by_its_name(AttemptFailure failure)
    {
        var delivery = await ClaimedAsync();
        var attempt = Attempt(delivery, failure) with { StatusCode = failure is AttemptFailure.None or AttemptFailure.HttpStatus ? 200 : null };

        await SettleAsync(new Settlement(delivery, failure == AttemptFailure.None ? SettlementKind.Delivered : SettlementKind.Retry, attempt));

        Assert.Equal(attempt, Assert.Single((await HistoryAsync(delivery)).Attempts).Attempt);
    }

    [Fact]
    public async Task One_batch_may_hold_every_kind_of_outcome()
    {
        var kinds = Enum.GetValues<SettlementKind>();
        await EnqueueAllAsync([.. kinds.Select(_ => New("acme"))]);
        var held = await ClaimAsync();
        var stale = held[0] with { LeaseToken = held[0].LeaseToken + 1_000_000 };

        var applied = await Store.SettleAsync([.. kinds.Select((kind, i) => As(held[i], kind)), As(stale, SettlementKind.Retry)], Cancellation);

        Assert.Equal([.. kinds.Select(_ => true), false], applied);
        Assert.Equal(new DeliveryCounts(Waiting: 2, Delivered: 1, Dead: 1, Cancelled: 1, Expired: 1), await Store.CountDeliveriesAsync(Cancellation));
        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task Nothing_to_settle_is_settled()
    {
        Assert.Empty(await Store.SettleAsync([], Cancellation));
    }

    [Fact]
    public async Task The_deliveries_of_one_event_end_each_for_itself()
    {
        await EnqueueAsync(New("acme", "globex"));
        var held = await ClaimAsync();

        await SettleAsync(held[0], SettlementKind.Delivered);
        await SettleAsync(held[1], SettlementKind.Retry);

        Assert.Equal(DeliveryState.Delivered, (await RecordAsync(held[0].DeliveryId)).State);
        Assert.Equal(DeliveryState.Waiting, (await RecordAsync(held[1].DeliveryId)).State);
    }
}
