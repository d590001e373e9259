using System.Collections.Concurrent;
using WebhookDispatch.Stores;
using Xunit;

namespace WebhookDispatch.Conformance;

public abstract class OrderConformance : StoreConformance
{
    private static readonly ClaimRequest Ordered = Request() with { Ordered = new HashSet<string> { "acme" } };

    [Fact]
    public async Task Deliveries_of_an_ordered_endpoint_go_one_at_a_time_as_they_were_published()
    {
        await EnqueueAllAsync(New("acme"), New("acme"), New("acme"));
        var taken = new List<long>();

        while (await NextAsync() is { } next)
        {
            Assert.Null(await NextAsync());
            taken.Add(next.DeliveryId);
            await SettleAsync(next, SettlementKind.Delivered);
        }

        Assert.Equal(3, taken.Count);
        Assert.Equal(taken.Order(), taken);
    }

    [Fact]
    public async Task What_follows_waits_while_the_one_before_waits_for_its_retry()
    {
        await EnqueueAllAsync(New("acme"), New("acme"));
        var first = await NextAsync();
        await SettleAsync(As(first!, SettlementKind.Retry) with { Delay = TimeSpan.FromSeconds(10) });

        var claim = await Store.ClaimAsync(Ordered, Cancellation);

        Assert.Empty(claim.Deliveries);
        AssertClose(TimeSpan.FromSeconds(10), claim.NextDueIn);
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((first!.DeliveryId, 1), await NextAsync() is { } again ? (again.DeliveryId, again.Attempts) : default);
    }

    [Fact]
    public async Task What_is_due_behind_one_that_is_held_is_not_next_before_the_lease_ends()
    {
        await EnqueueAllAsync(New("acme"), New("acme"));

        AssertClose(Lease, (await Store.ClaimAsync(Ordered, Cancellation)).NextDueIn);
    }

    [Fact]
    public async Task One_that_was_abandoned_is_taken_again_before_those_that_follow()
    {
        await EnqueueAllAsync(New("acme"), New("acme"));
        var first = await NextAsync();
        await AdvanceAsync(Lease);

        var second = await NextAsync();

        Assert.Equal((first!.DeliveryId, 2), (second!.DeliveryId, second.Claims));
    }

    [Fact]
    public async Task One_that_was_released_is_taken_again_before_those_that_follow()
    {
        await EnqueueAllAsync(New("acme"), New("acme"));
        var first = await NextAsync();
        await SettleAsync(first!, SettlementKind.Release);

        Assert.Equal(first!.DeliveryId, (await NextAsync())!.DeliveryId);
    }

    [Fact]
    public async Task One_that_was_handed_over_is_held_like_any_other()
    {
        var held = (await EnqueueAsync(New() with { Deliveries = [new("acme", Leased: true)] })).Leased[0];
        await EnqueueAsync(New("acme"));
        Assert.Null(await NextAsync());

        await SettleAsync(held, SettlementKind.Delivered);

        Assert.NotNull(await NextAsync());
    }

    [Theory]
    [InlineData(SettlementKind.Dead)]
    [InlineData(SettlementKind.Expired)]
    [InlineData(SettlementKind.Cancelled)]
    public async Task The_next_goes_however_the_one_before_has_ended(SettlementKind end)
    {
        await EnqueueAllAsync(New("acme"), New("acme"));
        var first = await NextAsync();
        await SettleAsync(first!, end);

        Assert.True((await NextAsync())!.DeliveryId > first!.DeliveryId);
    }

    [Fact]
    public async Task The_next_goes_when_the_one_before_is_cancelled_by_an_operator()
    {
        await EnqueueAllAsync(New("acme"), New("acme"));
        var first = await NextAsync();
        await SettleAsync(first!, SettlementKind.Retry);
        Assert.Null(await NextAsync());

        await Store.CancelDeliveryAsync("", first!.DeliveryId, Cancellation);

        Assert.NotNull(await NextAsync());
    }

    [Fact]
    public async Task One_published_for_later_is_passed_over_until_it_is_due_and_goes_first_then()
    {
        var later = New("acme") with { DueIn = TimeSpan.FromSeconds(10) };
        await EnqueueAllAsync(later, New("acme"), New("acme"));
        var first = await NextAsync();
        await SettleAsync(first!, SettlementKind.Delivered);
        await AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.NotEqual(later.Event.Id, first!.Event.Id);
        Assert.Equal(later.Event.Id, (await NextAsync())!.Event.Id);
    }

    [Fact]
    public async Task A_replayed_one_goes_first_but_never_beside_one_that_is_held()
    {
        var dead = await EndedAsync(SettlementKind.Dead);
        await EnqueueAllAsync(New("acme"), New("acme"));
        var held = await NextAsync();
        await Store.ReplayDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Dead }, after: 0, limit: 10, Cancellation);
        Assert.Null(await NextAsync());

        await SettleAsync(held!, SettlementKind.Delivered);

        Assert.Equal((dead.DeliveryId, 1), await NextAsync() is { } next ? (next.DeliveryId, next.Epoch) : default);
    }

    [Fact]
    public async Task A_claim_of_first_attempts_only_leaves_the_line_alone_while_a_retry_stands_at_its_head()
    {
        await EnqueueAllAsync(New("acme"), New("acme"));
        await SettleAsync(As((await NextAsync())!, SettlementKind.Retry) with { Delay = TimeSpan.Zero });

        var claim = await Store.ClaimAsync(Ordered with { FirstAttemptsOnly = true }, Cancellation);

        Assert.Empty(claim.Deliveries);
        Assert.NotEqual(TimeSpan.Zero, claim.NextDueIn);
        Assert.NotNull(await NextAsync());
    }

    [Fact]
    public async Task A_line_that_stands_still_holds_up_no_other_endpoint()
    {
        await EnqueueAllAsync(New("acme", "globex"), New("acme", "globex"));
        await ClaimAsync(Ordered with { Capacity = new Dictionary<string, int> { ["globex"] = 0 } });

        Assert.Equal(["globex", "globex"], (await ClaimAsync(Ordered)).Select(delivery => delivery.EndpointId));
    }

    [Fact]
    public async Task A_skipped_endpoint_is_skipped_in_order_too()
    {
        await EnqueueAsync(New("acme"));

        var claim = await Store.ClaimAsync(Ordered with { Capacity = new Dictionary<string, int> { ["acme"] = 0 } }, Cancellation);

        Assert.Empty(claim.Deliveries);
        Assert.Null(claim.NextDueIn);
    }

    [Fact]
    public async Task Sixteen_claimers_keep_the_order_and_never_hold_two()
    {
        const int Events = 100;
        await EnqueueAllAsync([.. Enumerable.Range(0, Events).Select(_ => New("acme"))]);
        var taken = new ConcurrentQueue<long>();
        var held = 0;

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(DispatchAsync, Cancellation)));

        Assert.Equal(taken.Order(), taken);

        async Task DispatchAsync()
        {
            while (taken.Count < Events)
            {
                foreach (var delivery in await ClaimAsync(Ordered))
                {
                    Assert.Equal(1, Interlocked.Increment(ref held));
                    taken.Enqueue(delivery.DeliveryId);
                    Interlocked.Decrement(ref held);
                    await SettleAsync(delivery, SettlementKind.Delivered);
                }
            }
        }
    }

    private async Task<LeasedDelivery?> NextAsync()
    {
        var claimed = await ClaimAsync(Ordered);
        return claimed.Count == 0 ? null : Assert.Single(claimed);
    }
}
