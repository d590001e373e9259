using WebhookDispatch.Stores;
using Xunit;

namespace WebhookDispatch.Conformance;

public abstract class ClaimConformance : StoreConformance
{
    [Fact]
    public async Task A_claim_takes_what_is_due_with_all_that_an_attempt_needs()
    {
        var added = New("acme") with { Tenant = "t1" };
        await EnqueueAsync(added);

        var delivery = Assert.Single(await ClaimAsync());

        Assert.Equal(("acme", "t1", 0, 1, 0, false), (delivery.EndpointId, delivery.Tenant, delivery.Attempts, delivery.Claims, delivery.Epoch, delivery.Expired));
        Assert.Equal(added.Event.Id, delivery.Event.Id);
        Assert.Equal(added.Event.Type, delivery.Event.Type);
        Assert.Equal(added.Event.Body.ToArray(), delivery.Event.Body.ToArray());
    }

    [Fact]
    public async Task Of_one_endpoint_the_longest_due_comes_first()
    {
        await EnqueueAsync(New("acme") with { DueIn = TimeSpan.FromSeconds(9) });
        await EnqueueAllAsync(New("acme"), New("acme"));
        await AdvanceAsync(TimeSpan.FromSeconds(9));
        await EnqueueAsync(New("acme"));

        var claimed = await ClaimAsync();

        var ids = claimed.Select(delivery => delivery.DeliveryId).ToArray();
        var byId = ids.Order().ToArray();
        Assert.Equal([byId[1], byId[2], byId[0], byId[3]], ids);
    }

    [Fact]
    public async Task A_retry_and_a_first_attempt_take_turns_by_due_time()
    {
        await EnqueueAllAsync(New("acme"), New("acme"));
        var held = await ClaimAsync();
        await SettleAsync(As(held[0], SettlementKind.Retry) with { Delay = TimeSpan.FromSeconds(10) });
        await SettleAsync(As(held[1], SettlementKind.Retry) with { Delay = TimeSpan.FromSeconds(30) });
        await EnqueueAsync(New("acme") with { DueIn = TimeSpan.FromSeconds(20) });
        await AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Equal([1, 0, 1], (await ClaimAsync()).Select(delivery => delivery.Attempts));
    }

    [Fact]
    public async Task A_claim_takes_no_more_than_it_may()
    {
        await EnqueueAllAsync([.. Enumerable.Range(0, 30).Select(i => New($"e{i % 3}"))]);

        var claim = await Store.ClaimAsync(Request(7), Cancellation);

        Assert.InRange(claim.Deliveries.Count, 1, 7);
        Assert.NotNull(claim.Cursor);
        Assert.Null(claim.NextDueIn);
    }

    [Fact]
    public async Task An_endpoint_gets_no_more_than_its_capacity()
    {
        await EnqueueAllAsync([.. Enumerable.Range(0, 30).Select(i => New($"e{i % 3}"))]);

        var claimed = await ClaimAsync(Request() with { DefaultCapacity = 2, Capacity = new Dictionary<string, int> { ["e1"] = 5, ["e2"] = 0 } });

        Assert.Equal(2, claimed.Count(delivery => delivery.EndpointId == "e0"));
        Assert.Equal(5, claimed.Count(delivery => delivery.EndpointId == "e1"));
        Assert.Equal(7, claimed.Count);
    }

    [Fact]
    public async Task Capacity_may_name_endpoints_that_have_nothing()
    {
        await EnqueueAsync(New("acme"));

        Assert.Single(await ClaimAsync(Request() with { Capacity = new Dictionary<string, int> { ["unknown"] = 3, ["gone"] = 0 } }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task The_cursor_visits_every_endpoint_once_and_then_ends(int max)
    {
        var endpointIds = Enumerable.Range(0, 11).Select(i => $"e{i * 7 % 11}").ToArray();
        await EnqueueAllAsync([.. Enumerable.Range(0, 5).SelectMany(_ => endpointIds.Select(id => New(id)))]);

        var visited = await ClaimAsync(Request(max) with { DefaultCapacity = 1 });

        Assert.Equal(endpointIds.Order(StringComparer.Ordinal), visited.Select(delivery => delivery.EndpointId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_crowded_endpoint_does_not_keep_the_cursor_from_the_others()
    {
        await EnqueueAllAsync([.. Enumerable.Range(0, 200).Select(_ => New("crowded"))]);
        await EnqueueAllAsync(New("a"), New("z"));

        var first = await Store.ClaimAsync(Request(4) with { DefaultCapacity = 3 }, Cancellation);
        var second = await Store.ClaimAsync(Request(4) with { DefaultCapacity = 3, Cursor = first.Cursor }, Cancellation);

        var endpointIds = first.Deliveries.Concat(second.Deliveries).Select(delivery => delivery.EndpointId).ToList();
        Assert.Contains("a", endpointIds);
        Assert.Contains("z", endpointIds);
    }

    [Fact]
    public async Task First_attempts_only_leaves_what_has_been_attempted()
    {
        var tried = await ClaimedAsync();
        await SettleAsync(As(tried, SettlementKind.Retry) with { Delay = TimeSpan.Zero });
        await EnqueueAsync(New("acme"));

        var fresh = Assert.Single(await ClaimAsync(Request() with { FirstAttemptsOnly = true }));

        Assert.NotEqual(tried.DeliveryId, fresh.DeliveryId);
        Assert.Equal(tried.DeliveryId, Assert.Single(await ClaimAsync()).DeliveryId);
    }

    [Fact]
    public async Task What_was_released_still_counts_as_a_first_attempt()
    {
        await SettleAsync(await ClaimedAsync(), SettlementKind.Release);

        Assert.Single(await ClaimAsync(Request() with { FirstAttemptsOnly = true }));
    }

    [Fact]
    public async Task A_complete_round_tells_when_the_next_delivery_is_due()
    {
        await EnqueueAsync(New("acme") with { DueIn = TimeSpan.FromMinutes(5) });
        await EnqueueAsync(New("globex") with { DueIn = TimeSpan.FromMinutes(3) });

        AssertClose(TimeSpan.FromMinutes(3), (await Store.ClaimAsync(Request(), Cancellation)).NextDueIn);
        AssertClose(TimeSpan.FromMinutes(5), (await Store.ClaimAsync(Skipping("globex"), Cancellation)).NextDueIn);
        await AdvanceAsync(TimeSpan.FromMinutes(2));
        AssertClose(TimeSpan.FromMinutes(1), (await Store.ClaimAsync(Request(), Cancellation)).NextDueIn);
    }

    [Fact]
    public async Task Nothing_is_next_when_nothing_waits_or_all_of_it_is_skipped()
    {
        Assert.Null((await Store.ClaimAsync(Request(), Cancellation)).NextDueIn);
        await EnqueueAsync(New("acme"));

        var skipping = await Store.ClaimAsync(Skipping("acme"), Cancellation);

        Assert.Empty(skipping.Deliveries);
        Assert.Null(skipping.Cursor);
        Assert.Null(skipping.NextDueIn);
    }

    [Fact]
    public async Task A_due_retry_is_not_next_for_a_claim_that_takes_first_attempts_only()
    {
        await SettleAsync(As(await ClaimedAsync(), SettlementKind.Retry) with { Delay = TimeSpan.Zero });

        var claim = await Store.ClaimAsync(Request() with { FirstAttemptsOnly = true }, Cancellation);

        Assert.Empty(claim.Deliveries);
        Assert.NotEqual(TimeSpan.Zero, claim.NextDueIn);
    }

    [Fact]
    public async Task More_than_the_capacity_is_due_at_once()
    {
        await EnqueueAllAsync(New("acme"), New("acme"));

        var claim = await Store.ClaimAsync(Request() with { DefaultCapacity = 1 }, Cancellation);

        Assert.Single(claim.Deliveries);
        Assert.Equal(TimeSpan.Zero, claim.NextDueIn);
    }

    [Fact]
    public async Task A_held_delivery_is_due_when_its_lease_ends()
    {
        await EnqueueAsync(New("acme"));

        AssertClose(Lease, (await Store.ClaimAsync(Request(), Cancellation)).NextDueIn);
    }

    [Fact]
    public async Task A_held_delivery_is_claimed_again_only_after_its_lease()
    {
        var first = await ClaimedAsync();
        await AdvanceAsync(Lease - TimeSpan.FromSeconds(1));
        Assert.Empty(await ClaimAsync());
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        var second = Assert.Single(await ClaimAsync());

        Assert.Equal((first.DeliveryId, 0, 2, 0), (second.DeliveryId, second.Attempts, second.Claims, second.Epoch));
        Assert.NotEqual(first.LeaseToken, second.LeaseToken);
    }

    [Fact]
    public async Task A_handed_over_delivery_is_claimed_only_after_its_lease()
    {
        var result = await EnqueueAsync(New() with { Deliveries = [new("acme", Leased: true)] });
        Assert.Empty(await ClaimAsync());
        await AdvanceAsync(Lease);

        var claimed = Assert.Single(await ClaimAsync());

        Assert.Equal((result.Leased[0].DeliveryId, 2), (claimed.DeliveryId, claimed.Claims));
        Assert.NotEqual(result.Leased[0].LeaseToken, claimed.LeaseToken);
    }

    [Fact]
    public async Task An_expired_event_is_handed_out_and_marked()
    {
        await EnqueueAsync(New("acme") with { ExpiresIn = TimeSpan.FromMinutes(10) });
        await AdvanceAsync(TimeSpan.FromMinutes(9));
        Assert.False(Assert.Single(await ClaimAsync()).Expired);
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.True(Assert.Single(await ClaimAsync()).Expired);
    }

    [Fact]
    public async Task A_claim_says_how_long_until_the_event_expires()
    {
        await EnqueueAsync(New("acme") with { ExpiresIn = TimeSpan.FromMinutes(10) });
        await EnqueueAsync(New("globex"));
        await AdvanceAsync(TimeSpan.FromMinutes(4));

        var left = (await ClaimAsync()).ToDictionary(delivery => delivery.EndpointId, delivery => delivery.ExpiresIn);

        Assert.True((left["acme"]!.Value - TimeSpan.FromMinutes(6)).Duration() <= Tolerance, $"{left["acme"]}");
        Assert.Null(left["globex"]);
    }

    [Fact]
    public async Task Sixteen_claimers_never_hold_the_same_delivery()
    {
        await EnqueueAllAsync([.. Enumerable.Range(0, 2000).Select(i => New($"e{i % 20}"))]);

        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => ClaimAsync(Request(10) with { DefaultCapacity = 1000 }), Cancellation)));

        var claimed = claims.SelectMany(claim => claim).ToList();
        Assert.Equal(2000, claimed.Count);
        Assert.Equal(2000, claimed.Select(delivery => delivery.DeliveryId).Distinct().Count());
        Assert.All(claimed, delivery => Assert.Equal(1, delivery.Claims));
    }

    private static ClaimRequest Skipping(string endpointId) => Request() with { Capacity = new Dictionary<string, int> { [endpointId] = 0 } };
}
