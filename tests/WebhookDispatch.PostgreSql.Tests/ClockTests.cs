using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>The server's clock jumps. This process's own is not asked.</summary>
public sealed class ClockTests(SharedServer server) : IAsyncDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    private readonly StoreSchemas _schemas = new(server, typeof(ClockTests));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _schemas.DisposeAsync();

    [Fact]
    public async Task Forward_by_an_hour_what_is_held_is_due_again_and_its_first_holder_decides_nothing()
    {
        var store = await OpenAsync();
        var lost = await HandedOverAsync(store);

        await _schemas.AdvanceAsync(Hour);

        var held = Assert.Single(await ClaimAsync(store));
        Assert.False(Assert.Single(await store.SettleAsync([new Settlement(lost, SettlementKind.Dead, Reason: "exhausted")], Cancellation)));
        Assert.True(Assert.Single(await store.SettleAsync([new Settlement(held, SettlementKind.Delivered)], Cancellation)));
        Assert.Equal(new DeliveryCounts(0, 1, 0, 0, 0), await store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task Back_by_an_hour_nothing_is_lost_and_what_comes_new_is_due_at_once()
    {
        var store = await OpenAsync();
        var held = await HandedOverAsync(store);
        await store.EnqueueAsync([StoreTest.New()], Lease, Cancellation);

        await _schemas.AdvanceAsync(-Hour);

        await store.EnqueueAsync([StoreTest.New("globex")], Lease, Cancellation);
        Assert.Equal("globex", Assert.Single(await ClaimAsync(store)).EndpointId);
        Assert.True(Assert.Single(await store.SettleAsync([new Settlement(held, SettlementKind.Delivered)], Cancellation)));
        await _schemas.AdvanceAsync(Hour);
        Assert.Equal(2, (await ClaimAsync(store)).Count);
    }

    private async Task<IWebhookStore> OpenAsync()
    {
        var store = await _schemas.CreateAsync(TimeProvider.System);
        await store.OpenAsync(Cancellation);
        return store;
    }

    private static async Task<LeasedDelivery> HandedOverAsync(IWebhookStore store) =>
        Assert.Single(Assert.Single(await store.EnqueueAsync([StoreTest.New(leased: true)], Lease, Cancellation)).Leased);

    private static async Task<IReadOnlyList<LeasedDelivery>> ClaimAsync(IWebhookStore store) =>
        (await store.ClaimAsync(new ClaimRequest { MaxDeliveries = 10, Lease = Lease, DefaultCapacity = 10 }, Cancellation)).Deliveries;
}
