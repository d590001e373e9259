using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using Xunit;

namespace WebhookDispatch.Conformance;

public abstract class HistoryConformance : StoreConformance
{
    [Fact]
    public async Task An_event_is_found_with_its_deliveries_and_attempts()
    {
        var webhookEvent = Some.Event("invoice.paid", "exactly this");
        await EnqueueAsync(New(webhookEvent, "acme", "globex", "initech") with { Tenant = "t1", ExpiresIn = TimeSpan.FromHours(2) });
        var held = await ClaimAsync();
        await SettleAsync(held.Single(one => one.EndpointId == "acme"), SettlementKind.Delivered);
        await SettleAsync(held.Single(one => one.EndpointId == "globex"), SettlementKind.Retry);

        var found = await Store.FindEventAsync("t1", webhookEvent.Id, Cancellation);

        Assert.NotNull(found);
        Assert.Equal((webhookEvent.Id, "invoice.paid", "t1"), (found.Event.Id, found.Event.Type, found.Tenant));
        Assert.Equal("exactly this"u8.ToArray(), found.Event.Body.ToArray());
        AssertClose(TimeSpan.FromHours(2), found.ExpiresAt - found.PublishedAt);
        Assert.Equal(["acme", "globex", "initech"], found.Deliveries.Select(one => one.Delivery.EndpointId));
        Assert.Equal([DeliveryState.Delivered, DeliveryState.Waiting, DeliveryState.Waiting], found.Deliveries.Select(one => one.Delivery.State));
        Assert.Equal([1, 1, 0], found.Deliveries.Select(one => one.Attempts.Count));
        Assert.Equal([AttemptFailure.None, AttemptFailure.HttpStatus], found.Deliveries.SelectMany(one => one.Attempts).Select(recorded => recorded.Attempt.Failure));
        var ids = found.Deliveries.Select(one => one.Delivery.DeliveryId).ToList();
        Assert.Equal(ids.Order(), ids);
        Assert.All(found.Deliveries, one => Assert.Equal(found.PublishedAt, one.Delivery.PublishedAt));
    }

    [Fact]
    public async Task What_waits_is_counted_for_the_endpoints_that_are_named_and_up_to_the_limit()
    {
        Assert.Equal(0, await Store.CountWaitingAsync(["acme"], 10, Cancellation));
        await EndedAsync(SettlementKind.Delivered);
        await EndedAsync(SettlementKind.Dead);
        await EnqueueAllAsync(New("acme", "globex"), New("acme") with { DueIn = TimeSpan.FromHours(1) }, New("initech"));
        await ClaimAsync(Request(max: 1));

        Assert.Equal(2, await Store.CountWaitingAsync(["acme"], 10, Cancellation));
        Assert.Equal(3, await Store.CountWaitingAsync(["acme", "globex", "unknown"], 10, Cancellation));
        Assert.Equal(2, await Store.CountWaitingAsync(["acme", "globex", "initech"], 2, Cancellation));
        Assert.Equal(0, await Store.CountWaitingAsync([], 10, Cancellation));
    }

    [Fact]
    public async Task An_event_that_does_not_expire_says_so()
    {
        var added = New("acme");
        await EnqueueAsync(added);

        Assert.Null((await Store.FindEventAsync("", added.Event.Id, Cancellation))!.ExpiresAt);
    }

    [Fact]
    public async Task An_event_is_stored_from_then_on_under_its_tenant_and_id()
    {
        var added = New("acme") with { Tenant = "t1" };
        Assert.False(await Store.IsStoredAsync("t1", added.Event.Id, Cancellation));

        await EnqueueAsync(added);

        Assert.True(await Store.IsStoredAsync("t1", added.Event.Id, Cancellation));
        Assert.False(await Store.IsStoredAsync("t2", added.Event.Id, Cancellation));
        Assert.False(await Store.IsStoredAsync("t1", "evt_unknown", Cancellation));
    }

    [Fact]
    public async Task An_unknown_event_is_not_found()
    {
        await EnqueueAsync(New("acme"));

        Assert.Null(await Store.FindEventAsync("", "evt_unknown", Cancellation));
    }

    [Fact]
    public async Task A_record_shows_where_the_delivery_stands()
    {
        var webhookEvent = Some.Event("invoice.paid");
        await EnqueueAsync(New(webhookEvent, "acme") with { Tenant = "t1", DueIn = TimeSpan.FromMinutes(7) });
        var record = Assert.Single(await ListAsync(new DeliveryFilter()));
        Assert.Equal(("t1", webhookEvent.Id, "invoice.paid", "acme"), (record.Tenant, record.EventId, record.EventType, record.EndpointId));
        Assert.Equal((DeliveryState.Waiting, null, 0, 0), (record.State, record.Reason, record.Attempts, record.Epoch));
        AssertClose(TimeSpan.FromMinutes(7), record.DueAt - record.PublishedAt);
        await AdvanceAsync(TimeSpan.FromMinutes(7));

        await ClaimAsync();

        AssertClose(TimeSpan.FromMinutes(7) + Lease, (await RecordAsync(record.DeliveryId)).DueAt - record.PublishedAt);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Pages_list_every_delivery_once_by_falling_id(int limit)
    {
        await FillAsync();
        var all = await ListAsync(new DeliveryFilter());

        var paged = new List<DeliveryRecord>();
        IReadOnlyList<DeliveryRecord> page;
        do
        {
            page = await Store.ListDeliveriesAsync(new DeliveryFilter(), paged.Count == 0 ? null : paged[^1].DeliveryId, limit, Cancellation);
            Assert.InRange(page.Count, 0, limit);
            paged.AddRange(page);
        }
        while (page.Count == limit);

        Assert.Equal(all, paged);
        Assert.Equal(all.Select(record => record.DeliveryId).OrderDescending(), all.Select(record => record.DeliveryId));
    }

    [Fact]
    public async Task Each_field_of_a_filter_narrows_the_list()
    {
        await FillAsync();
        var all = await ListAsync(new DeliveryFilter());
        var middle = all.Select(record => record.PublishedAt).Order().ElementAt(all.Count / 2);

        await CheckAsync(new DeliveryFilter { Tenant = "t1" }, record => record.Tenant == "t1");
        await CheckAsync(new DeliveryFilter { Tenant = "" }, record => record.Tenant.Length == 0);
        await CheckAsync(new DeliveryFilter { DeliveryId = all[2].DeliveryId }, record => record.DeliveryId == all[2].DeliveryId);
        await CheckAsync(new DeliveryFilter { EndpointId = "acme" }, record => record.EndpointId == "acme");
        await CheckAsync(new DeliveryFilter { EventType = "invoice.paid" }, record => record.EventType == "invoice.paid");
        await CheckAsync(new DeliveryFilter { Reason = "rejected" }, record => record.Reason == "rejected");
        await CheckAsync(new DeliveryFilter { From = middle }, record => record.PublishedAt >= middle);
        await CheckAsync(new DeliveryFilter { Until = middle }, record => record.PublishedAt < middle);
        foreach (var state in Enum.GetValues<DeliveryState>())
        {
            await CheckAsync(new DeliveryFilter { State = state }, record => record.State == state);
        }

        async Task CheckAsync(DeliveryFilter filter, Func<DeliveryRecord, bool> matches)
        {
            var expected = all.Where(matches).ToList();
            Assert.InRange(expected.Count, 1, all.Count - 1);
            Assert.Equal(expected, await ListAsync(filter));
            Assert.Equal(expected.Take(1), await Store.ListDeliveriesAsync(filter, before: null, limit: 1, Cancellation));
            Assert.Equal(expected.Skip(1), await Store.ListDeliveriesAsync(filter, before: expected[0].DeliveryId, limit: 1000, Cancellation));
        }
    }

    [Fact]
    public async Task Everything_set_in_a_filter_must_match()
    {
        await FillAsync();
        var wanted = (await ListAsync(new DeliveryFilter { Reason = "rejected" }))[0];
        var filter = new DeliveryFilter
        {
            Tenant = wanted.Tenant,
            DeliveryId = wanted.DeliveryId,
            EndpointId = wanted.EndpointId,
            EventType = wanted.EventType,
            State = DeliveryState.Dead,
            Reason = "rejected",
            From = wanted.PublishedAt,
            Until = wanted.PublishedAt + TimeSpan.FromSeconds(1),
        };

        Assert.Equal(wanted, Assert.Single(await ListAsync(filter)));
        Assert.Empty(await ListAsync(filter with { Tenant = "t9" }));
        Assert.Empty(await ListAsync(filter with { DeliveryId = wanted.DeliveryId + 1 }));
        Assert.Empty(await ListAsync(filter with { EndpointId = "acm" }));
        Assert.Empty(await ListAsync(filter with { EventType = "order" }));
        Assert.Empty(await ListAsync(filter with { State = DeliveryState.Cancelled }));
        Assert.Empty(await ListAsync(filter with { Reason = "Rejected" }));
        Assert.Empty(await ListAsync(filter with { From = wanted.PublishedAt + TimeSpan.FromSeconds(1), Until = null }));
        Assert.Empty(await ListAsync(filter with { Until = wanted.PublishedAt, From = null }));
    }

    [Fact]
    public async Task Counts_are_those_of_the_states()
    {
        Assert.Equal(new DeliveryCounts(0, 0, 0, 0, 0), await Store.CountDeliveriesAsync(Cancellation));
        await FillAsync();
        var byState = (await ListAsync(new DeliveryFilter())).CountBy(record => record.State).ToDictionary();

        var counts = await Store.CountDeliveriesAsync(Cancellation);

        Assert.Equal(
            new DeliveryCounts(
                byState[DeliveryState.Waiting], byState[DeliveryState.Delivered], byState[DeliveryState.Dead], byState[DeliveryState.Cancelled], byState[DeliveryState.Expired]),
            counts);
    }

    private ValueTask<IReadOnlyList<DeliveryRecord>> ListAsync(DeliveryFilter filter) => Store.ListDeliveriesAsync(filter, before: null, limit: 1000, Cancellation);

    // Every kind of delivery there is, published a second after each other.
    private async Task FillAsync()
    {
        string[] tenants = ["", "t1", "t2"];
        string[] types = ["invoice.paid", "order.placed"];
        for (var i = 0; i < 12; i++)
        {
            await EnqueueAsync(New(Some.Event(types[i % 2]), i % 5 == 0 ? "acme" : $"e{i}") with { Tenant = tenants[i % 3] });
            await AdvanceAsync(TimeSpan.FromSeconds(1));
            var held = Assert.Single(await ClaimAsync());
            Settlement[] ends = [.. Enum.GetValues<SettlementKind>().Select(kind => As(held, kind)), As(held, SettlementKind.Dead) with { Reason = "rejected" }];
            await SettleAsync(ends[i % ends.Length] with { Delay = TimeSpan.FromHours(1) });
        }
    }
}
