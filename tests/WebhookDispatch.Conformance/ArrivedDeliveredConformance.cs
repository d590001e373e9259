using System.Text;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;
using Xunit;

namespace WebhookDispatch.Conformance;

/// <summary>Events that come as delivered, which is what an inbox stores once their handler has run. A store may keep them in another way than others.</summary>
public abstract class ArrivedDeliveredConformance : StoreConformance
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("X-Shop: caf\u00e9\nX-Try: 2", true)]
    [InlineData("X-Try: 2", false)]
    public async Task All_that_came_is_found_again(string? lines, bool withAttempt)
    {
        var body = Encoding.UTF8.GetBytes("{\"odd\":1}");
        var webhookEvent = WebhookEvent.FromStore("evt_7", "invoice.paid", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), body, "text/plain; charset=utf-8", lines);

        await EnqueueAsync(Arrived(webhookEvent, tenant: "acme-tenant", withAttempt: withAttempt));

        var found = (await Store.FindEventAsync("acme-tenant", "evt_7", Cancellation))!;
        Assert.Equal(
            (webhookEvent.Id, webhookEvent.Type, webhookEvent.Timestamp, webhookEvent.ContentType, lines, "acme-tenant"),
            (found.Event.Id, found.Event.Type, found.Event.Timestamp, found.Event.ContentType, found.Event.HeaderLines, found.Tenant));
        Assert.Equal(body, found.Event.Body.ToArray());
        var (delivery, attempts) = Assert.Single(found.Deliveries);
        Assert.Equal((DeliveryState.Delivered, "hooks", withAttempt ? 1 : 0, 0), (delivery.State, delivery.EndpointId, delivery.Attempts, delivery.Epoch));
        Assert.Equal(withAttempt ? [Made()] : [], attempts.Select(recorded => recorded.Attempt));
        Assert.True(await Store.IsStoredAsync("acme-tenant", "evt_7", Cancellation));
        Assert.False(await Store.IsStoredAsync("", "evt_7", Cancellation));
    }

    [Fact]
    public async Task An_attempt_of_which_there_is_more_to_say_is_kept_whole()
    {
        var attempt = Made() with { StatusCode = 202, ResponseExcerpt = "kept", ResponseTruncated = true };
        var added = Arrived(Named("evt_1"));

        await EnqueueAsync(added with { Deliveries = [added.Deliveries[0] with { Attempt = attempt }] });

        Assert.Equal([attempt], Assert.Single((await Store.FindEventAsync("", "evt_1", Cancellation))!.Deliveries).Attempts.Select(recorded => recorded.Attempt));
    }

    [Fact]
    public async Task A_copy_is_a_duplicate_and_the_same_id_with_another_body_or_type_clashes()
    {
        await EnqueueAsync(Arrived(Named("evt_1", "{}")));

        var results = await EnqueueAllAsync(
            Arrived(Named("evt_1", "{}")), New(Named("evt_1", "{}"), "acme"), Arrived(Named("evt_1", "[]")), New(WebhookEvent.FromBytes("order.placed", "{}"u8, id: "evt_1"), "acme"),
            Arrived(Named("evt_1", "{}"), tenant: "other"));

        Assert.Equal(
            [EnqueueStatus.Duplicate, EnqueueStatus.Duplicate, EnqueueStatus.IdClash, EnqueueStatus.IdClash, EnqueueStatus.Stored], results.Select(result => result.Status));
        Assert.Equal("evt_1", results[0].EventId);
        Assert.Empty(await ClaimAsync());
    }

    [Fact]
    public async Task They_are_listed_among_the_others_by_id()
    {
        await EnqueueAsync(Arrived(Named("evt_1")));
        await EnqueueAsync(New(Named("evt_2"), "acme"));
        await EnqueueAsync(Arrived(Named("evt_3")));
        await EnqueueAsync(Arrived(Named("evt_4")));
        await EnqueueAsync(New(Named("evt_5"), "acme"));

        Assert.Equal(["evt_5", "evt_4", "evt_3", "evt_2", "evt_1"], await ListAsync(new DeliveryFilter()));
        Assert.Equal(["evt_4", "evt_3", "evt_1"], await ListAsync(new DeliveryFilter { State = DeliveryState.Delivered }));
        Assert.Equal(["evt_5", "evt_2"], await ListAsync(new DeliveryFilter { State = DeliveryState.Waiting }));
        Assert.Equal(["evt_4", "evt_3", "evt_1"], await ListAsync(new DeliveryFilter { EndpointId = "hooks" }));
        Assert.Equal(new DeliveryCounts(Waiting: 2, Delivered: 3, Dead: 0, Cancelled: 0, Expired: 0), await Store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task They_are_replayed_only_when_that_is_said_and_stay_in_their_place()
    {
        await EnqueueAsync(Arrived(Named("evt_1")));
        await EnqueueAsync(Arrived(Named("evt_2"), lines: "X-Try: 2"));
        await EnqueueAsync(Arrived(Named("evt_3")));
        var second = (await Store.FindEventAsync("", "evt_2", Cancellation))!.Deliveries[0].Delivery;

        Assert.Equal(0, (await Store.ReplayDeliveriesAsync(new DeliveryFilter(), after: 0, limit: 10, Cancellation)).Replayed);
        Assert.Equal(1, (await Store.ReplayDeliveriesAsync(new DeliveryFilter { DeliveryId = second.DeliveryId, State = DeliveryState.Delivered }, after: 0, limit: 10, Cancellation)).Replayed);

        var again = Assert.Single(await ClaimAsync());
        Assert.Equal((second.DeliveryId, 1, "X-Try: 2"), (again.DeliveryId, again.Epoch, again.Event.HeaderLines));
        Assert.Equal(EnqueueStatus.Duplicate, (await EnqueueAsync(Arrived(Named("evt_2")))).Status);
        Assert.True(await SettleAsync(again, SettlementKind.Delivered));
        Assert.Equal(["delivered", "delivered"], (await HistoryAsync(again)).Attempts.Select(recorded => recorded.Attempt.Outcome));
        Assert.Equal(["evt_3", "evt_2", "evt_1"], await ListAsync(new DeliveryFilter { State = DeliveryState.Delivered }));
        Assert.Equal(new DeliveryCounts(Waiting: 0, Delivered: 3, Dead: 0, Cancelled: 0, Expired: 0), await Store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task All_of_a_receiver_are_replayed_in_steps()
    {
        for (var i = 0; i < 5; i++)
        {
            await EnqueueAsync(Arrived(Named($"evt_{i}")));
        }

        var (replayed, after) = (0, 0L);
        for (var steps = 0; steps < 3; steps++)
        {
            var batch = await Store.ReplayDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Delivered }, after, limit: 2, Cancellation);
            (replayed, after) = (replayed + batch.Replayed, batch.LastId);
        }

        Assert.Equal(5, replayed);
        Assert.Equal(["evt_0", "evt_1", "evt_2", "evt_3", "evt_4"], (await ClaimAsync()).Select(delivery => delivery.Event.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task They_are_forgotten_with_their_events_after_their_age(int limit)
    {
        for (var i = 0; i < 5; i++)
        {
            await EnqueueAsync(Arrived(Named($"evt_{i}")));
        }

        await AdvanceAsync(TimeSpan.FromDays(6));
        await EnqueueAsync(Arrived(Named("evt_young")));
        Assert.Equal(0, await ForgetAsync(limit));
        await AdvanceAsync(TimeSpan.FromDays(2));

        var (total, removed) = (0, limit);
        while (removed == limit)
        {
            removed = await ForgetAsync(limit);
            Assert.InRange(removed, 0, limit);
            total += removed;
        }

        Assert.Equal(10, total);
        Assert.Null(await Store.FindEventAsync("", "evt_4", Cancellation));
        Assert.Equal(["evt_young"], await ListAsync(new DeliveryFilter()));
        Assert.Equal(EnqueueStatus.Stored, (await EnqueueAsync(Arrived(Named("evt_4", "other")))).Status);
        Assert.Equal(new DeliveryCounts(Waiting: 0, Delivered: 2, Dead: 0, Cancelled: 0, Expired: 0), await Store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task One_that_was_replayed_is_forgotten_by_its_last_end()
    {
        await EnqueueAsync(Arrived(Named("evt_1")));
        await EnqueueAsync(Arrived(Named("evt_2")));
        await Store.ReplayDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Delivered }, after: 0, limit: 1, Cancellation);
        await AdvanceAsync(TimeSpan.FromDays(6));
        Assert.True(await SettleAsync(Assert.Single(await ClaimAsync()), SettlementKind.Delivered));
        await AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Equal(2, await ForgetAsync(100));
        Assert.Equal(["evt_1"], await ListAsync(new DeliveryFilter()));
        await AdvanceAsync(TimeSpan.FromDays(6));
        Assert.Equal(2, await ForgetAsync(100));
    }

    [Fact]
    public async Task Many_of_any_size_are_each_found_with_their_own_bytes()
    {
        var random = new Random(7);
        var bodies = new Dictionary<string, byte[]>();
        for (var i = 0; i < 1500; i++)
        {
            var body = new byte[i % 500 == 499 ? 1_500_000 : random.Next(3000)];
            random.NextBytes(body);
            bodies.Add($"evt_{i}", body);
        }

        foreach (var chunk in bodies.Chunk(100))
        {
            await Store.EnqueueAsync([.. chunk.Select(one => Arrived(WebhookEvent.FromBytes("invoice.paid", one.Value, id: one.Key)))], Lease, Cancellation);
        }

        foreach (var (id, body) in bodies.Where((_, i) => i % 7 == 0 || i % 500 == 499))
        {
            Assert.Equal(body, (await Store.FindEventAsync("", id, Cancellation))!.Event.Body.ToArray());
        }
    }

    private static WebhookEvent Named(string id, string body = "{}") => WebhookEvent.FromBytes("invoice.paid", Encoding.UTF8.GetBytes(body), id: id);

    private static DeliveryAttempt Made() => new()
    {
        Number = 1,
        StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
        Duration = TimeSpan.FromMilliseconds(3),
        Failure = AttemptFailure.None,
        StatusCode = 200,
    };

    private static NewEvent Arrived(WebhookEvent webhookEvent, string tenant = "", bool withAttempt = true, string? lines = null) => new()
    {
        Event = lines is null ? webhookEvent : WebhookEvent.FromStore(webhookEvent.Id, webhookEvent.Type, webhookEvent.Timestamp, webhookEvent.Body, webhookEvent.ContentType, lines),
        Tenant = tenant,
        Deliveries = [new NewDelivery("hooks", Leased: false) { Delivered = true, Attempt = withAttempt ? Made() : null }],
    };

    private ValueTask<int> ForgetAsync(int limit) => Store.ForgetAsync(TimeSpan.FromDays(7), TimeSpan.FromDays(90), limit, Cancellation);

    private async Task<List<string>> ListAsync(DeliveryFilter filter)
    {
        var listed = new List<string>();
        long? before = null;
        while (await Store.ListDeliveriesAsync(filter, before, limit: 2, Cancellation) is { Count: > 0 } page)
        {
            listed.AddRange(page.Select(delivery => delivery.EventId));
            before = page[^1].DeliveryId;
        }

        return listed;
    }
}
