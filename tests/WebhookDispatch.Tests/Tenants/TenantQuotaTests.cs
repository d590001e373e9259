using WebhookDispatch.Endpoints;
using WebhookDispatch.Publishing;
using WebhookDispatch.Sending;
using WebhookDispatch.Stores;
using WebhookDispatch.Tenants;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Tenants;

public sealed class TenantQuotaTests
{
    private static readonly PublishOptions Red = new() { Tenant = "red" };

    private static readonly PublishOptions Blue = new() { Tenant = "blue" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Covers(typeof(TenantsOptions), nameof(TenantsOptions.MaxEndpoints))]
    [Covers(typeof(TenantQuota), nameof(TenantQuota.MaxEndpoints))]
    public async Task A_tenant_adds_as_many_endpoints_as_it_may_and_no_more_even_at_once()
    {
        await using var host = await StartAsync(options => options.Tenants.MaxEndpoints = 2, new TenantQuota { MaxEndpoints = 3 });

        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => AddsAsync(host, "red", $"red-{i}")));

        Assert.Equal(2, added.Count(refusal => refusal is null));
        Assert.All(added.OfType<TenantQuotaExceededException>(), refusal =>
        {
            Assert.Equal(("red", TenantQuotaKind.Endpoints, 2), (refusal.Tenant, refusal.Quota, refusal.Limit));
            Assert.Equal("Tenant 'red' may have 2 endpoints and has them; delete one first.", refusal.Message);
        });
        Assert.Equal(2, (await host.Endpoints.ListAsync("red", Token)).Count);
        Assert.Equal([true, true, true, false], new[] { await AddsAsync(host, "blue", "b1"), await AddsAsync(host, "blue", "b2"), await AddsAsync(host, "blue", "b3"), await AddsAsync(host, "blue", "b4") }.Select(refusal => refusal is null));

        await host.Endpoints.DeleteAsync((await host.Endpoints.ListAsync("red", Token))[0].Id, "red", Token);
        Assert.Null(await AddsAsync(host, "red", "red-7"));
    }

    [Fact]
    [Covers(typeof(TenantsOptions), nameof(TenantsOptions.MaxQueuedDeliveries))]
    [Covers(typeof(TenantQuota), nameof(TenantQuota.MaxQueuedDeliveries))]
    public async Task A_tenant_publishes_until_as_many_deliveries_wait_as_may_and_again_when_they_have_ended()
    {
        await using var host = await StartAsync(options => options.Tenants.MaxQueuedDeliveries = 3, new TenantQuota { MaxQueuedDeliveries = 5 });
        await AddsAsync(host, "red", "red-1");
        await AddsAsync(host, "red", "red-2");
        await AddsAsync(host, "blue", "blue-1");
        var first = await host.Publisher.PublishAsync(Some.Event(), Red, Token);
        Assert.Equal(2, first.Deliveries);

        // Two more would be four.
        var refusal = await Assert.ThrowsAsync<TenantQuotaExceededException>(() => host.Publisher.PublishAsync(Some.Event(), Red, Token).AsTask());

        Assert.Equal(("red", TenantQuotaKind.QueuedDeliveries, 3), (refusal.Tenant, refusal.Quota, refusal.Limit));
        Assert.Contains("may have 3 deliveries waiting", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await host.Deliveries.CountAsync(Token)).Waiting);
        await host.Publisher.PublishAsync(Some.Event(), Red with { EndpointId = "red-1" }, Token);
        Assert.Equal(0, (await host.Publisher.PublishAsync(Some.Event("nobody.listens"), Red with { Tenant = "green" }, Token)).Deliveries);

        await host.Publisher.PublishAsync([.. Enumerable.Range(0, 5).Select(_ => Some.Event())], Blue, Token);
        await Assert.ThrowsAsync<TenantQuotaExceededException>(() => host.Publisher.PublishAsync(Some.Event(), Blue, Token).AsTask());

        await host.Endpoints.DeleteAsync("red-1", "red", Token);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Publisher.PublishAsync(Some.Event(), Red, Token);
    }

    [Fact]
    public async Task What_waits_is_counted_once_a_second_and_ten_times_a_second_at_the_limit()
    {
        await using var host = await StartAsync(options => options.Tenants.MaxQueuedDeliveries = 10, null);
        await AddsAsync(host, "red", "red-1");
        await PublishAsync(host, 5);
        Assert.Equal(1, host.Store.Listed);

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await PublishAsync(host, 5);
        Assert.Equal(2, host.Store.Listed);

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<TenantQuotaExceededException>(() => PublishAsync(host, 1));
        }

        Assert.Equal(2, host.Store.Listed);
        host.Clock.Advance(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAsync<TenantQuotaExceededException>(() => PublishAsync(host, 1));
        Assert.Equal(3, host.Store.Listed);
    }

    [Fact]
    public async Task Without_a_quota_nothing_is_counted()
    {
        await using var host = await StartAsync(_ => { }, null);
        await AddsAsync(host, "red", "red-1");

        await PublishAsync(host, 20);

        Assert.Equal(0, host.Store.Listed);
    }

    [Fact]
    [Covers(typeof(TenantsOptions), nameof(TenantsOptions.MaxPayloadBytes))]
    [Covers(typeof(TenantQuota), nameof(TenantQuota.MaxPayloadBytes))]
    public async Task A_body_may_be_as_large_as_its_tenants_quota_says()
    {
        await using var host = await StartAsync(options => options.Tenants.MaxPayloadBytes = 10, new TenantQuota { MaxPayloadBytes = 11 });

        await host.Publisher.PublishAsync(Some.Event(body: new string('1', 10)), Red, Token);
        await host.Publisher.PublishAsync(Some.Event(body: new string('1', 11)), Blue, Token);
        var refusal = await Assert.ThrowsAsync<TenantQuotaExceededException>(
            () => host.Publisher.PublishAsync([Some.Event(body: "1"), Some.Event(body: new string('1', 11))], Red, Token).AsTask());

        Assert.Equal(("red", TenantQuotaKind.PayloadBytes, 10), (refusal.Tenant, refusal.Quota, refusal.Limit));
        Assert.Contains("bodies of 10 bytes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replays_that_begin_in_the_same_moment_share_their_tenants_quota()
    {
        await using var host = await StartAsync(options => options.Tenants.MaxReplaysPerSecond = 10, null);

        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                await host.Deliveries.StartReplayAsync(Of("red"), perSecond: 4, Token);
                return true;
            }
            catch (TenantQuotaExceededException)
            {
                return false;
            }
        })));

        Assert.InRange(begun.Count(admitted => admitted), 1, 2);
    }

    [Fact]
    public async Task A_body_that_is_sent_directly_may_be_as_large_as_its_tenants_quota_says()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(
            options => options.Tenants.MaxPayloadBytes = 10,
            builder => builder.UseTenantQuotas(tenant => tenant == "blue" ? new TenantQuota { MaxPayloadBytes = 11 } : null));
        ValueTask<WebhookSendResult> SendAsync(string tenant, int bytes) =>
            host.Sender.SendAsync(Some.Endpoint(receiver, tenant) with { Tenant = tenant }, Some.Event(body: new string('1', bytes)), Token);

        Assert.True((await SendAsync("red", 10)).Delivered);
        Assert.True((await SendAsync("blue", 11)).Delivered);
        var refusal = await Assert.ThrowsAsync<TenantQuotaExceededException>(() => SendAsync("red", 11).AsTask());

        Assert.Equal(("red", TenantQuotaKind.PayloadBytes, 10), (refusal.Tenant, refusal.Quota, refusal.Limit));
        Assert.Equal(2, receiver.Received.Count);
    }

    [Fact]
    [Covers(typeof(TenantsOptions), nameof(TenantsOptions.MaxReplaysPerSecond))]
    [Covers(typeof(TenantQuota), nameof(TenantQuota.MaxReplaysPerSecond))]
    public async Task A_tenant_replays_as_fast_as_it_may()
    {
        await using var host = await StartAsync(options => options.Tenants.MaxReplaysPerSecond = 10, new TenantQuota { MaxReplaysPerSecond = 30 });

        var running = await host.Deliveries.StartReplayAsync(Of("red"), perSecond: 6, Token);
        await RefusedAsync(() => host.Deliveries.StartReplayAsync(Of("red"), perSecond: 5, Token).AsTask(), "red", 10);
        await host.Deliveries.StartReplayAsync(Of("blue"), perSecond: 30, Token);
        await host.Deliveries.StartReplayAsync(new DeliveryFilter(), perSecond: 5000, Token);
        await host.Deliveries.CancelReplayAsync(running.Id, "red", Token);
        await host.Deliveries.StartReplayAsync(Of("red"), perSecond: 10, Token);

        for (var i = 0; i < 10; i++)
        {
            await host.Deliveries.ReplayAsync(i, "red", cancellationToken: Token);
        }

        await RefusedAsync(() => host.Deliveries.ReplayAsync(7, "red", cancellationToken: Token).AsTask(), "red", 10);
        await host.Deliveries.ReplayAsync(7, "blue", cancellationToken: Token);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Deliveries.ReplayAsync(7, "red", cancellationToken: Token);
    }

    private static async Task RefusedAsync(Func<Task> call, string tenant, int limit)
    {
        var refusal = await Assert.ThrowsAsync<TenantQuotaExceededException>(call);
        Assert.Equal((tenant, TenantQuotaKind.ReplaysPerSecond, limit), (refusal.Tenant, refusal.Quota, refusal.Limit));
    }

    private static DeliveryFilter Of(string tenant) => new() { Tenant = tenant };

    private static async Task PublishAsync(DurableHost host, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await host.Publisher.PublishAsync(Some.Event(), Red, Token);
        }
    }

    private static async Task<TenantQuotaExceededException?> AddsAsync(DurableHost host, string tenant, string id)
    {
        try
        {
            await host.Endpoints.AddAsync(Some.Endpoint(new Uri("https://acme.example/hooks"), id) with { Tenant = tenant }, Token);
            return null;
        }
        catch (TenantQuotaExceededException refusal)
        {
            return refusal;
        }
    }

    // Nothing is dispatched and no replay runs: what waits goes on waiting.
    private static Task<DurableHost> StartAsync(Action<WebhookDispatchOptions> options, TenantQuota? ofBlue) => DurableHost.StartAsync(
        new TestClock(),
        options: set =>
        {
            set.Dispatching.Enabled = false;
            options(set);
        },
        build: builder => _ = ofBlue is null ? builder : builder.UseTenantQuotas(tenant => tenant == "blue" ? ofBlue : null));
}
