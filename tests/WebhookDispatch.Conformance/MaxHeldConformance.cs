using WebhookDispatch.Stores;
using Xunit;

namespace WebhookDispatch.Conformance;

public abstract class MaxHeldConformance : StoreConformance
{
    private static readonly ClaimRequest Capped = Request() with { MaxHeld = new Dictionary<string, int> { ["acme"] = 3 } };

    [Fact]
    public async Task Claims_together_hold_no_more_than_the_cap()
    {
        await EnqueueAllAsync([.. Enumerable.Range(0, 10).Select(_ => New("acme"))]);

        var claimed = await ClaimAsync(Capped);
        Assert.Equal(3, claimed.Count);
        Assert.Empty(await ClaimAsync(Capped));
        await SettleAsync(claimed[1], SettlementKind.Delivered);

        Assert.Single(await ClaimAsync(Capped));
    }

    [Fact]
    public async Task What_is_handed_over_counts()
    {
        await EnqueueAllAsync([.. Enumerable.Range(0, 2).Select(_ => New() with { Deliveries = [new("acme", Leased: true)] })]);
        await EnqueueAllAsync(New("acme"), New("acme"));

        Assert.Single(await ClaimAsync(Capped));
    }

    [Fact]
    public async Task What_waits_for_a_retry_does_not_count()
    {
        await EnqueueAllAsync([.. Enumerable.Range(0, 6).Select(_ => New("acme"))]);
        foreach (var delivery in await ClaimAsync(Capped))
        {
            await SettleAsync(delivery, SettlementKind.Retry);
        }

        Assert.Equal(3, (await ClaimAsync(Capped)).Count);
    }

    [Fact]
    public async Task What_was_abandoned_does_not_count_once_its_lease_has_ended()
    {
        await EnqueueAllAsync([.. Enumerable.Range(0, 4).Select(_ => New("acme"))]);
        await ClaimAsync(Capped);
        await AdvanceAsync(Lease);

        Assert.Equal(3, (await ClaimAsync(Capped)).Count);
    }

    [Fact]
    public async Task What_is_due_at_a_full_endpoint_is_not_next_before_a_lease_ends()
    {
        await EnqueueAllAsync([.. Enumerable.Range(0, 4).Select(_ => New("acme"))]);

        AssertClose(Lease, (await Store.ClaimAsync(Capped, Cancellation)).NextDueIn);
    }

    [Fact]
    public async Task What_is_handed_over_to_an_endpoint_with_room_is_next_when_its_lease_ends()
    {
        await EnqueueAsync(New() with { Deliveries = [new("acme", Leased: true)] });

        AssertClose(Lease, (await Store.ClaimAsync(Capped, Cancellation)).NextDueIn);
    }

    [Fact]
    public async Task A_cap_does_not_lift_the_capacity_and_binds_no_other_endpoint()
    {
        await EnqueueAllAsync([.. Enumerable.Range(0, 5).Select(_ => New("acme", "globex"))]);

        var claimed = await ClaimAsync(Capped with { Capacity = new Dictionary<string, int> { ["acme"] = 2 } });

        Assert.Equal(2, claimed.Count(delivery => delivery.EndpointId == "acme"));
        Assert.Equal(5, claimed.Count(delivery => delivery.EndpointId == "globex"));
    }

    [Fact]
    public async Task Sixteen_claimers_never_hold_more_than_the_cap()
    {
        const int Events = 100;
        await EnqueueAllAsync([.. Enumerable.Range(0, Events).Select(_ => New("acme"))]);
        var (held, ended) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(DispatchAsync, Cancellation)));

        async Task DispatchAsync()
        {
            while (Volatile.Read(ref ended) < Events)
            {
                var claimed = await ClaimAsync(Capped);
                Assert.InRange(Interlocked.Add(ref held, claimed.Count), 0, 3);
                await Task.Yield();
                foreach (var delivery in claimed)
                {
                    Interlocked.Decrement(ref held);
                    await SettleAsync(delivery, SettlementKind.Delivered);
                    Interlocked.Increment(ref ended);
                }
            }
        }
    }
}
