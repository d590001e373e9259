using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Conformance.Tenancy;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Operating;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using Xunit;

namespace WebhookDispatch.Conformance;

/// <summary>Every method by which an application publishes and operates, on a store: what a foreign tenant asks for is as unknown as what does not exist.</summary>
public abstract class TenantOperationConformance : StoreConformance
{
    private const string Other = OwnedThings.Other;
    private const string EndpointId = OwnedThings.EndpointId;

    private static readonly Dictionary<string, Func<DispatchHost, OwnedThings, Task<object?>>> Foreign = new(StringComparer.Ordinal)
    {
        ["IWebhookEndpoints.AddAsync(endpoint)"] = (host, _) => RefusedAsync<InvalidEndpointException>(async () => await Endpoints(host).AddAsync(OwnedThings.Endpoint(Other), Cancellation)),
        ["IWebhookEndpoints.UpdateAsync(endpointId, change, tenant)"] = (host, _) =>
            RefusedAsync<UnknownEndpointException>(async () => await Endpoints(host).UpdateAsync(EndpointId, found => found with { EventTypes = ["theirs"] }, Other, Cancellation)),
        ["IWebhookEndpoints.DisableAsync(endpointId, reason, tenant)"] = (host, _) =>
            RefusedAsync<UnknownEndpointException>(async () => await Endpoints(host).DisableAsync(EndpointId, "theirs", Other, Cancellation)),
        ["IWebhookEndpoints.EnableAsync(endpointId, tenant)"] = (host, _) =>
            RefusedAsync<UnknownEndpointException>(async () => await Endpoints(host).EnableAsync(EndpointId, Other, Cancellation)),
        ["IWebhookEndpoints.DeleteAsync(endpointId, tenant)"] = async (host, _) => await Endpoints(host).DeleteAsync(EndpointId, Other, Cancellation),
        ["IWebhookEndpoints.RotateSecretAsync(endpointId, secret, overlap, tenant)"] = (host, _) =>
            RefusedAsync<UnknownEndpointException>(async () => await Endpoints(host).RotateSecretAsync(EndpointId, tenant: Other, cancellationToken: Cancellation)),
        ["IWebhookEndpoints.FindAsync(endpointId, tenant)"] = async (host, _) => await Endpoints(host).FindAsync(EndpointId, Other, Cancellation),
        ["IWebhookEndpoints.ListAsync(tenant)"] = async (host, _) => await Endpoints(host).ListAsync(Other, Cancellation),
        ["IWebhookEndpoints.SendTestEventAsync(endpointId, webhookEvent, tenant)"] = (host, _) =>
            RefusedAsync<UnknownEndpointException>(async () => await Endpoints(host).SendTestEventAsync(EndpointId, tenant: Other, cancellationToken: Cancellation)),
        ["IWebhookDeliveries.FindEventAsync(eventId, tenant)"] = async (host, owned) => await Deliveries(host).FindEventAsync(owned.EventId, Other, Cancellation),
        ["IWebhookDeliveries.ListAsync(filter)"] = async (host, owned) =>
            await Deliveries(host).ListAsync(new DeliveryFilter { Tenant = Other, EndpointId = EndpointId }, Cancellation).ToListAsync(Cancellation),
        ["IWebhookDeliveries.CancelAsync(deliveryId, tenant)"] = async (host, owned) => await Deliveries(host).CancelAsync(owned.Waiting, Other, Cancellation),
        ["IWebhookDeliveries.ReplayAsync(deliveryId, tenant, evenIfDelivered)"] = async (host, owned) => await Deliveries(host).ReplayAsync(owned.Dead, Other, evenIfDelivered: true, Cancellation),
        ["IWebhookDeliveries.StartReplayAsync(filter, perSecond)"] = async (host, owned) =>
            (int)(await Deliveries(host).StartReplayAsync(new DeliveryFilter { Tenant = Other, DeliveryId = owned.Dead }, cancellationToken: Cancellation)).Total,
        ["IWebhookDeliveries.ListReplaysAsync(tenant)"] = async (host, _) => await Deliveries(host).ListReplaysAsync(Other, Cancellation),
        ["IWebhookDeliveries.CancelReplayAsync(replayId, tenant)"] = async (host, _) =>
        {
            var replay = Assert.Single(await Deliveries(host).ListReplaysAsync(OwnedThings.Owner, Cancellation));
            var cancelled = await Deliveries(host).CancelReplayAsync(replay.Id, Other, Cancellation);
            Assert.Equal(replay, Assert.Single(await Deliveries(host).ListReplaysAsync(cancellationToken: Cancellation)));
            return cancelled;
        },
        ["IWebhookPublisher.PublishAsync(webhookEvent, options)"] = (host, owned) => PublishAsync(async options => await host.Publisher.PublishAsync(Some.Event(id: owned.EventId), options, Cancellation)),
        ["IWebhookPublisher.PublishAsync(webhookEvents, options)"] = (host, owned) => PublishAsync(async options => await host.Publisher.PublishAsync([Some.Event(id: owned.EventId)], options, Cancellation)),
        ["IWebhookPublisher.PublishAsync(webhookEvent, transaction, options)"] = (host, owned) => owned.CommittedAsync(
            transaction => PublishAsync(async options => await host.Publisher.PublishAsync(Some.Event(id: owned.EventId), transaction, options, Cancellation)), Cancellation),
        ["IWebhookPublisher.PublishAsync(webhookEvents, transaction, options)"] = (host, owned) => owned.CommittedAsync(
            transaction => PublishAsync(async options => await host.Publisher.PublishAsync([Some.Event(id: owned.EventId)], transaction, options, Cancellation)), Cancellation),
    };

    private static readonly Dictionary<string, string> WithoutTenant = new(StringComparer.Ordinal)
    {
        ["IWebhookDeliveries.CountAsync()"] = "the operator's numbers, of all tenants together",
        ["IWebhookEndpoints.ProtectSecretsAsync()"] = "the operator's, for all tenants",
    };

    public static TheoryData<string> Methods => [.. Foreign.Keys];

    [Fact]
    public void Every_operation_has_a_call_for_a_foreign_tenant_or_a_reason_to_have_none() => TenantSurface.AssertComplete(
        TenantSurface.Methods(typeof(IWebhookEndpoints), typeof(IWebhookDeliveries), typeof(IWebhookPublisher)), Foreign.Keys, WithoutTenant.Keys);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task An_operation_returns_nothing_of_another_tenants_and_changes_nothing(string method)
    {
        await using var host = await DispatchHost.StartAsync(builder => builder.UseStore(_ => Store), options => options.Dispatching.Enabled = false);
        var owned = await PrepareAsync(host);
        var before = await owned.PictureAsync(Cancellation);

        var returned = await Foreign[method](host, owned);

        Assert.True(returned is null or false or 0 or System.Collections.ICollection { Count: 0 }, $"{method} returned {returned}.");
        Assert.Equal(before, await owned.PictureAsync(Cancellation));
    }

    private static IWebhookEndpoints Endpoints(DispatchHost host) => host.Services.GetRequiredService<IWebhookEndpoints>();

    private static IWebhookDeliveries Deliveries(DispatchHost host) => host.Services.GetRequiredService<IWebhookDeliveries>();

    private static async Task<object?> RefusedAsync<TRefusal>(Func<Task> call)
        where TRefusal : Exception
    {
        await Assert.ThrowsAsync<TRefusal>(call);
        return null;
    }

    // By name the endpoint is unknown; to all that listen, another tenant's does not.
    private static async Task<object?> PublishAsync(Func<PublishOptions, Task<object>> publish)
    {
        await RefusedAsync<UnknownEndpointException>(() => publish(new PublishOptions { Tenant = Other, EndpointId = EndpointId }));
        return await publish(new PublishOptions { Tenant = Other, IdempotencyKey = "key" }) switch
        {
            PublishResult one => one.Deliveries,
            IReadOnlyList<PublishResult> many => many.Sum(one => one.Deliveries),
            var other => other,
        };
    }

    private async Task<OwnedThings> PrepareAsync(DispatchHost host)
    {
        await Endpoints(host).AddAsync(OwnedThings.Endpoint(OwnedThings.Owner), Cancellation);
        var dead = await EndedAsync(SettlementKind.Dead, added: New(EndpointId) with { Tenant = OwnedThings.Owner });
        var published = await host.Publisher.PublishAsync(
            Some.Event(), new PublishOptions { Tenant = OwnedThings.Owner, IdempotencyKey = "key", DeliverAt = DateTimeOffset.MaxValue.AddYears(-7000) }, Cancellation);
        await Deliveries(host).StartReplayAsync(new DeliveryFilter { Tenant = OwnedThings.Owner, EventType = "none" }, cancellationToken: Cancellation);
        var waiting = await Store.ListDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Waiting }, null, 10, Cancellation);
        return new OwnedThings(Store)
        {
            BeginTransactionAsync = BeginTransactionAsync,
            EventId = published.EventId,
            Waiting = Assert.Single(waiting).DeliveryId,
            Dead = dead.DeliveryId,
            Document = Assert.Single(await Store.LoadEndpointsAsync(Cancellation)),
        };
    }
}
