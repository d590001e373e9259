using WebhookDispatch.Conformance.Tenancy;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using Xunit;

namespace WebhookDispatch.Conformance;

/// <summary>
/// Every method of a store, found by reflection: called by one tenant for another's things it returns nothing and changes
/// nothing. A method that is new fails here until somebody has said how it treats a foreign tenant.
/// </summary>
public abstract class TenantMethodConformance : StoreConformance
{
    /// <summary>What each method that names a tenant returns to a foreign one. Nothing is null, false, zero, or an empty list.</summary>
    private static readonly Dictionary<string, Func<IWebhookStore, OwnedThings, Task<object?>>> Foreign = new(StringComparer.Ordinal)
    {
        ["IDeliveryQueue.EnqueueAsync(events, lease)"] = async (store, owned) =>
        {
            // The same id and the same key are the other tenant's own: stored beside, not taken for a duplicate.
            var added = New(Some.Event(body: "\"theirs\"", id: owned.EventId)) with { Tenant = OwnedThings.Other, IdempotencyKey = "key" };
            var result = Assert.Single(await store.EnqueueAsync([added], Lease, Cancellation));
            return result.Status == EnqueueStatus.Stored ? result.Leased : result;
        },
        ["ITransactionalQueue.EnqueueAsync(events, transaction)"] = (store, owned) => owned.CommittedAsync(
            async transaction =>
            {
                var added = New(Some.Event(body: "\"theirs\"", id: owned.EventId)) with { Tenant = OwnedThings.Other, IdempotencyKey = "key" };
                var result = Assert.Single(await ((ITransactionalQueue)store).EnqueueAsync([added], transaction, Cancellation));
                return result.Status == EnqueueStatus.Stored ? result.Leased : result;
            },
            Cancellation),
        ["IEndpointStore.SaveEndpointAsync(document)"] = async (store, owned) =>
            await store.SaveEndpointAsync(owned.Document with { Tenant = OwnedThings.Other }, Cancellation)
            || await store.SaveEndpointAsync(owned.Document with { Tenant = OwnedThings.Other, Version = 0 }, Cancellation),
        ["IEndpointStore.DeleteEndpointAsync(tenant, endpointId)"] = async (store, _) =>
            await store.DeleteEndpointAsync(OwnedThings.Other, OwnedThings.EndpointId, Cancellation),
        ["IDeliveryHistory.IsStoredAsync(tenant, eventId)"] = async (store, owned) => await store.IsStoredAsync(OwnedThings.Other, owned.EventId, Cancellation),
        ["IDeliveryHistory.FindEventAsync(tenant, eventId)"] = async (store, owned) => await store.FindEventAsync(OwnedThings.Other, owned.EventId, Cancellation),
        ["IDeliveryHistory.ListDeliveriesAsync(filter, before, limit)"] = async (store, owned) =>
            (await store.ListDeliveriesAsync(new DeliveryFilter { Tenant = OwnedThings.Other }, null, 10, Cancellation))
            .Concat(await store.ListDeliveriesAsync(new DeliveryFilter { Tenant = OwnedThings.Other, DeliveryId = owned.Waiting }, null, 10, Cancellation))
            .Concat(await store.ListDeliveriesAsync(new DeliveryFilter { Tenant = OwnedThings.Other, EndpointId = OwnedThings.EndpointId }, null, 10, Cancellation)).ToList(),
        ["IDeliveryHistory.CancelDeliveryAsync(tenant, deliveryId)"] = async (store, owned) => await store.CancelDeliveryAsync(OwnedThings.Other, owned.Waiting, Cancellation),
        ["IDeliveryHistory.ReplayDeliveriesAsync(filter, after, limit)"] = async (store, owned) =>
            (await store.ReplayDeliveriesAsync(new DeliveryFilter { Tenant = OwnedThings.Other }, 0, 10, Cancellation)).Replayed
            + (await store.ReplayDeliveriesAsync(new DeliveryFilter { Tenant = OwnedThings.Other, DeliveryId = owned.Dead }, 0, 10, Cancellation)).Replayed,
    };

    /// <summary>Methods that name no tenant, and for whom they are.</summary>
    private static readonly Dictionary<string, string> WithoutTenant = new(StringComparer.Ordinal)
    {
        ["IDeliveryQueue.ClaimAsync(request)"] = "the dispatcher sends for all; each delivery says whose it is",
        ["IDeliveryQueue.SettleAsync(settlements)"] = "fenced by the token of a claim",
        ["IEndpointStore.LoadEndpointsAsync()"] = "the directory holds those of all, and gives each tenant its own",
        ["IEndpointStore.GetEndpointsVersionAsync()"] = "a number",
        ["IDeliveryHistory.CountDeliveriesAsync()"] = "the operator's numbers, of all tenants together",
        ["IDeliveryHistory.CountWaitingAsync(endpointIds, limit)"] = "a number, for endpoints that the directory knows as one tenant's",
        ["IStoreLeadership.LeadAsync(task, duration)"] = "one process at a time does a task for all",
        ["ITransactionalQueue.TransactionEnded()"] = "a word that a transaction is over",
        ["IStoreUpkeep.OpenAsync()"] = "the store's own",
        ["IStoreUpkeep.GiveUpAsync(dueFor, reason, limit)"] = "the store's own",
        ["IStoreUpkeep.ForgetAsync(endedFor, deadFor, limit)"] = "the store's own",
        ["IStoreUpkeep.ReadNoteAsync(key)"] = "the library's own",
        ["IStoreUpkeep.ListNotesAsync(prefix)"] = "the library's own",
        ["IStoreUpkeep.WriteNoteAsync(key, expected, text)"] = "the library's own",
    };

    public static TheoryData<string> Methods => [.. Foreign.Keys];

    [Fact]
    public void Every_method_has_a_call_for_a_foreign_tenant_or_a_reason_to_have_none() =>
        TenantSurface.AssertComplete(TenantSurface.Stores, Foreign.Keys, WithoutTenant.Keys);

    [Fact]
    public void A_method_that_is_in_no_list_or_in_the_wrong_one_is_found()
    {
        Assert.ThrowsAny<Exception>(() => TenantSurface.AssertComplete(TenantSurface.Stores, Foreign.Keys.Skip(1), WithoutTenant.Keys));
        Assert.ThrowsAny<Exception>(() => TenantSurface.AssertComplete(TenantSurface.Stores, Foreign.Keys.Skip(1), WithoutTenant.Keys.Append(Foreign.Keys.First())));
        Assert.ThrowsAny<Exception>(() => TenantSurface.AssertComplete(TenantSurface.Stores, Foreign.Keys, WithoutTenant.Keys.Append(Foreign.Keys.First())));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_method_returns_nothing_of_another_tenants_and_changes_nothing(string method)
    {
        var owned = await PrepareAsync();
        var before = await owned.PictureAsync(Cancellation);

        var returned = await Foreign[method](Store, owned);

        Assert.True(returned is null or false or 0 or System.Collections.ICollection { Count: 0 }, $"{method} returned {returned}.");
        Assert.Equal(before, await owned.PictureAsync(Cancellation));
    }

    private async Task<OwnedThings> PrepareAsync()
    {
        Assert.True(await Store.SaveEndpointAsync(new EndpointDocument(OwnedThings.Owner, OwnedThings.EndpointId, 0, "{}"u8.ToArray()), Cancellation));
        var dead = await EndedAsync(SettlementKind.Dead, added: New(OwnedThings.EndpointId) with { Tenant = OwnedThings.Owner });
        var waiting = New(OwnedThings.EndpointId) with { Tenant = OwnedThings.Owner, IdempotencyKey = "key", DueIn = TimeSpan.FromHours(1) };
        await EnqueueAsync(waiting);
        var records = await Store.ListDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Waiting }, null, 10, Cancellation);
        return new OwnedThings(Store)
        {
            BeginTransactionAsync = BeginTransactionAsync,
            EventId = waiting.Event.Id,
            Waiting = Assert.Single(records).DeliveryId,
            Dead = dead.DeliveryId,
            Document = Assert.Single(await Store.LoadEndpointsAsync(Cancellation)),
        };
    }
}
