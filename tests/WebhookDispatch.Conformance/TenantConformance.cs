using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using Xunit;

namespace WebhookDispatch.Conformance;

/// <summary>Every method that names a tenant, called for another's things: it finds nothing and changes nothing.</summary>
public abstract class TenantConformance : StoreConformance
{
    public static TheoryData<string, string> Foreign => new() { { "t1", "t2" }, { "t1", "" }, { "", "t1" }, { "t1", "T1" }, { "t1", "t1 " }, { "t1", "t" }, { "t1", "%" } };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Event_ids_and_keys_are_each_tenants_own(string owner, string other)
    {
        var added = New(Some.Event(body: "first", id: "evt_1"), "acme") with { Tenant = owner, IdempotencyKey = "order-7" };
        await EnqueueAsync(added);

        var result = await EnqueueAsync(New(Some.Event(body: "second", id: "evt_1"), "globex") with { Tenant = other, IdempotencyKey = "order-7" });

        Assert.Equal((EnqueueStatus.Stored, "evt_1", 1), (result.Status, result.EventId, result.Deliveries));
        Assert.Equal("first"u8.ToArray(), (await Store.FindEventAsync(owner, "evt_1", Cancellation))!.Event.Body.ToArray());
        Assert.Equal("second"u8.ToArray(), (await Store.FindEventAsync(other, "evt_1", Cancellation))!.Event.Body.ToArray());
        Assert.Equal([owner, other], (await ClaimAsync()).OrderBy(delivery => delivery.DeliveryId).Select(delivery => delivery.Tenant));
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task An_event_is_not_found_by_another(string owner, string other)
    {
        var added = New("acme") with { Tenant = owner };
        await EnqueueAsync(added);

        Assert.Null(await Store.FindEventAsync(other, added.Event.Id, Cancellation));
        Assert.NotNull(await Store.FindEventAsync(owner, added.Event.Id, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Deliveries_are_not_listed_for_another(string owner, string other)
    {
        await EnqueueAsync(New("acme") with { Tenant = owner });
        var id = Assert.Single(await ClaimAsync()).DeliveryId;

        Assert.Empty(await ListAsync(new DeliveryFilter { Tenant = other }));
        Assert.Empty(await ListAsync(new DeliveryFilter { Tenant = other, DeliveryId = id }));
        Assert.Single(await ListAsync(new DeliveryFilter { Tenant = owner, DeliveryId = id }));
        Assert.Single(await ListAsync(new DeliveryFilter()));
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_delivery_is_not_cancelled_by_another(string owner, string other)
    {
        await EnqueueAsync(New("acme") with { Tenant = owner });
        var held = Assert.Single(await ClaimAsync());

        Assert.False(await Store.CancelDeliveryAsync(other, held.DeliveryId, Cancellation));

        Assert.Equal(DeliveryState.Waiting, (await RecordAsync(held.DeliveryId)).State);
        Assert.True(await Store.CancelDeliveryAsync(owner, held.DeliveryId, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_delivery_is_not_replayed_by_another(string owner, string other)
    {
        var dead = await EndedAsync(SettlementKind.Dead, added: New("acme") with { Tenant = owner });

        Assert.Equal(0, (await ReplayAsync(new DeliveryFilter { Tenant = other })).Replayed);
        Assert.Equal(0, (await ReplayAsync(new DeliveryFilter { Tenant = other, DeliveryId = dead.DeliveryId })).Replayed);

        Assert.Equal(DeliveryState.Dead, (await RecordAsync(dead.DeliveryId)).State);
        Assert.Equal(1, (await ReplayAsync(new DeliveryFilter { Tenant = owner })).Replayed);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task An_endpoint_is_not_changed_or_deleted_by_another(string owner, string other)
    {
        Assert.True(await Store.SaveEndpointAsync(new EndpointDocument(owner, "acme", 0, new byte[] { 1 }), Cancellation));
        await EnqueueAsync(New("acme") with { Tenant = owner });
        var number = await Store.GetEndpointsVersionAsync(Cancellation);

        Assert.False(await Store.SaveEndpointAsync(new EndpointDocument(other, "acme", 1, new byte[] { 2 }), Cancellation));
        Assert.False(await Store.SaveEndpointAsync(new EndpointDocument(other, "acme", 0, new byte[] { 2 }), Cancellation));
        Assert.False(await Store.DeleteEndpointAsync(other, "acme", Cancellation));

        var loaded = Assert.Single(await Store.LoadEndpointsAsync(Cancellation));
        Assert.Equal((owner, 1L, (byte)1), (loaded.Tenant, loaded.Version, loaded.Content.Span[0]));
        Assert.Equal(number, await Store.GetEndpointsVersionAsync(Cancellation));
        Assert.Single(await ClaimAsync());
        Assert.True(await Store.DeleteEndpointAsync(owner, "acme", Cancellation));
    }

    private ValueTask<IReadOnlyList<DeliveryRecord>> ListAsync(DeliveryFilter filter) => Store.ListDeliveriesAsync(filter, before: null, limit: 10, Cancellation);

    private ValueTask<ReplayBatch> ReplayAsync(DeliveryFilter filter) => Store.ReplayDeliveriesAsync(filter, after: 0, limit: 10, Cancellation);
}
