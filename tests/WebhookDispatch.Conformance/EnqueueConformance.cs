using System.Text;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using Xunit;

namespace WebhookDispatch.Conformance;

public abstract class EnqueueConformance : StoreConformance
{
    public static TheoryData<byte[]> Bodies => new(
        [], [0], "{}"u8.ToArray(), [0xFF, 0xFE, 0x00, 0xC3, 0x28], [.. Enumerable.Range(0, 256 * 1024).Select(i => (byte)(i * 31))]);

    [Fact]
    public async Task Results_come_in_the_order_of_the_events()
    {
        var events = Enumerable.Range(0, 20).Select(i => Some.Event(id: $"evt-{20 - i}")).ToArray();

        var results = await EnqueueAllAsync([.. events.Select((webhookEvent, i) => New(webhookEvent, [.. Enumerable.Range(0, i % 3).Select(j => $"e{j}")]))]);

        Assert.Equal(events.Select(webhookEvent => webhookEvent.Id), results.Select(result => result.EventId));
        Assert.Equal(events.Select((_, i) => i % 3), results.Select(result => result.Deliveries));
        Assert.All(results, result => Assert.Equal(EnqueueStatus.Stored, result.Status));
        Assert.All(results, result => Assert.Empty(result.Leased));
    }

    [Fact]
    public async Task Nothing_to_store_is_stored()
    {
        Assert.Empty(await EnqueueAllAsync());
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_is_kept_byte_for_byte(byte[] body)
    {
        var webhookEvent = WebhookEvent.FromBytes("file.uploaded", body, "application/octet-stream");

        await EnqueueAsync(New(webhookEvent, "acme"));

        var claimed = Assert.Single(await ClaimAsync()).Event;
        var found = (await Store.FindEventAsync("", webhookEvent.Id, Cancellation))!.Event;
        foreach (var kept in new[] { claimed, found })
        {
            Assert.Equal(body, kept.Body.ToArray());
            Assert.Equal("application/octet-stream", kept.ContentType);
            Assert.Equal("file.uploaded", kept.Type);
            Assert.Equal(webhookEvent.Id, kept.Id);
            Assert.Equal(webhookEvent.Timestamp, kept.Timestamp, TimeSpan.FromMilliseconds(1));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("User-Agent: GitHub-Hookshot/044aadd\nX-Note: caf\u00e9")]
    public async Task The_header_lines_of_a_received_event_are_kept(string? lines)
    {
        var received = WebhookEvent.FromStore("evt_1", "push", DateTimeOffset.UnixEpoch, "{}"u8.ToArray(), "application/json", lines);

        await EnqueueAsync(New(received, "acme"));

        Assert.Equal(lines, Assert.Single(await ClaimAsync()).Event.HeaderLines);
        Assert.Equal(lines, (await Store.FindEventAsync("", "evt_1", Cancellation))!.Event.HeaderLines);
    }

    [Fact]
    public async Task One_delivery_that_comes_as_delivered_has_ended()
    {
        await EnqueueAsync(New() with { Deliveries = [new NewDelivery("acme", Leased: false) { Delivered = true }] });

        Assert.Empty(await ClaimAsync());
        Assert.Equal(new DeliveryCounts(Waiting: 0, Delivered: 1, Dead: 0, Cancelled: 0, Expired: 0), await Store.CountDeliveriesAsync(Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_comes_as_delivered_has_ended_and_nobody_can_claim_it(bool withAttempt)
    {
        DeliveryAttempt attempt = new() { Number = 1, StartedAt = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromMilliseconds(5), Failure = AttemptFailure.None, StatusCode = 200 };
        var webhookEvent = Some.Event();
        var delivered = new NewDelivery("acme", Leased: false) { Delivered = true, Attempt = withAttempt ? attempt : null };

        var result = await EnqueueAsync(New(webhookEvent) with { Deliveries = [delivered, new NewDelivery("globex", Leased: false)] });

        Assert.Equal((EnqueueStatus.Stored, 2, 0), (result.Status, result.Deliveries, result.Leased.Count));
        Assert.Equal("globex", Assert.Single(await ClaimAsync()).EndpointId);
        var found = (await Store.FindEventAsync("", webhookEvent.Id, Cancellation))!.Deliveries[0];
        Assert.Equal((DeliveryState.Delivered, withAttempt ? 1 : 0), (found.Delivery.State, found.Delivery.Attempts));
        AssertClose(TimeSpan.Zero, found.Delivery.EndedAt - found.Delivery.PublishedAt);
        Assert.Equal(withAttempt ? [new RecordedAttempt(0, attempt, Stale: false)] : [], found.Attempts);
        Assert.Equal(new DeliveryCounts(Waiting: 1, Delivered: 1, Dead: 0, Cancelled: 0, Expired: 0), await Store.CountDeliveriesAsync(Cancellation));
        Assert.Equal(EnqueueStatus.Duplicate, (await EnqueueAsync(New(webhookEvent, "acme"))).Status);
    }

    [Fact]
    public async Task An_event_without_endpoints_is_stored()
    {
        var webhookEvent = Some.Event();

        var result = await EnqueueAsync(New(webhookEvent));

        Assert.Equal((EnqueueStatus.Stored, 0), (result.Status, result.Deliveries));
        Assert.Empty((await Store.FindEventAsync("", webhookEvent.Id, Cancellation))!.Deliveries);
        Assert.Empty(await ClaimAsync());
    }

    [Fact]
    public async Task An_event_stored_twice_is_a_duplicate_and_nothing_is_added()
    {
        var webhookEvent = Some.Event();
        await EnqueueAsync(New(webhookEvent, "acme", "globex"));

        var again = await EnqueueAsync(New(webhookEvent, "acme", "globex", "initech"));

        Assert.Equal((EnqueueStatus.Duplicate, webhookEvent.Id, 2), (again.Status, again.EventId, again.Deliveries));
        Assert.Equal(2, (await ClaimAsync()).Count);
    }

    [Fact]
    public async Task The_same_body_under_another_content_type_is_a_duplicate()
    {
        await EnqueueAsync(New(WebhookEvent.FromBytes("invoice.paid", "{}"u8, "application/json", "evt_1"), "acme"));

        var again = await EnqueueAsync(New(WebhookEvent.FromBytes("invoice.paid", "{}"u8, "application/cloudevents+json", "evt_1"), "acme"));

        Assert.Equal(EnqueueStatus.Duplicate, again.Status);
    }

    [Theory]
    [InlineData("payment.completed", "another")]
    [InlineData("payment.failed", "body")]
    public async Task An_event_id_with_another_body_or_type_is_a_clash(string type, string body)
    {
        await EnqueueAsync(New(Some.Event("payment.completed", "body", "evt_1"), "acme"));

        var again = await EnqueueAsync(New(Some.Event(type, body, "evt_1"), "acme"));

        Assert.Equal((EnqueueStatus.IdClash, "evt_1", 1), (again.Status, again.EventId, again.Deliveries));
        Assert.Equal("body", Encoding.UTF8.GetString(Assert.Single(await ClaimAsync()).Event.Body.Span));
    }

    [Fact]
    public async Task A_key_with_the_same_type_and_body_is_a_duplicate_of_the_first_event()
    {
        await EnqueueAsync(New(Some.Event(id: "evt_1"), "acme") with { IdempotencyKey = "order-7" });

        var again = await EnqueueAsync(New(Some.Event(id: "evt_2"), "acme") with { IdempotencyKey = "order-7" });

        Assert.Equal((EnqueueStatus.Duplicate, "evt_1", 1), (again.Status, again.EventId, again.Deliveries));
        Assert.Null(await Store.FindEventAsync("", "evt_2", Cancellation));
    }

    [Theory]
    [InlineData("payment.completed", "another")]
    [InlineData("payment.failed", "body")]
    public async Task A_key_with_another_body_or_type_is_a_clash(string type, string body)
    {
        await EnqueueAsync(New(Some.Event("payment.completed", "body", "evt_1"), "acme") with { IdempotencyKey = "order-7" });

        var again = await EnqueueAsync(New(Some.Event(type, body, "evt_2"), "acme", "globex") with { IdempotencyKey = "order-7" });

        Assert.Equal((EnqueueStatus.KeyClash, "evt_1", 1), (again.Status, again.EventId, again.Deliveries));
        Assert.Null(await Store.FindEventAsync("", "evt_2", Cancellation));
        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task Keys_differ_by_case_and_by_what_follows_them()
    {
        string[] keys = ["order-7", "ORDER-7", "order-7 ", "order-70", "órder-7", ""];

        var results = await EnqueueAllAsync([.. keys.Select(key => New("acme") with { IdempotencyKey = key })]);

        Assert.All(results, result => Assert.Equal(EnqueueStatus.Stored, result.Status));
    }

    [Fact]
    public async Task A_duplicate_does_not_bind_its_key()
    {
        var webhookEvent = Some.Event();
        await EnqueueAsync(New(webhookEvent, "acme"));
        await EnqueueAsync(New(webhookEvent, "acme") with { IdempotencyKey = "order-7" });

        var other = await EnqueueAsync(New(Some.Event(body: "another"), "acme") with { IdempotencyKey = "order-7" });

        Assert.Equal(EnqueueStatus.Stored, other.Status);
    }

    [Fact]
    public async Task Inside_one_batch_the_first_wins_and_the_rest_is_stored()
    {
        var results = await EnqueueAllAsync(
            New(Some.Event(id: "evt_1"), "acme") with { IdempotencyKey = "order-7" },
            New(Some.Event(id: "evt_1"), "acme"),
            New(Some.Event(id: "evt_1", body: "another"), "acme"),
            New(Some.Event(id: "evt_2"), "acme") with { IdempotencyKey = "order-7" },
            New(Some.Event(id: "evt_3", body: "another"), "acme") with { IdempotencyKey = "order-7" },
            New(Some.Event(id: "evt_4"), "acme"));

        Assert.Equal(
            [EnqueueStatus.Stored, EnqueueStatus.Duplicate, EnqueueStatus.IdClash, EnqueueStatus.Duplicate, EnqueueStatus.KeyClash, EnqueueStatus.Stored],
            results.Select(result => result.Status));
        Assert.Equal(["evt_1", "evt_1", "evt_1", "evt_1", "evt_1", "evt_4"], results.Select(result => result.EventId));
        Assert.Equal(["evt_1", "evt_4"], (await ClaimAsync()).Select(delivery => delivery.Event.Id).Order());
    }

    [Fact]
    public async Task A_delayed_event_is_due_after_its_delay_and_not_before()
    {
        await EnqueueAsync(New("acme") with { DueIn = TimeSpan.FromHours(1) });

        Assert.Empty(await ClaimAsync());
        await AdvanceAsync(TimeSpan.FromMinutes(59));
        Assert.Empty(await ClaimAsync());
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task A_delivery_stored_as_leased_is_held_by_the_publisher()
    {
        var webhookEvent = Some.Event();
        var result = await EnqueueAsync(new NewEvent
        {
            Event = webhookEvent,
            Tenant = "t1",
            Deliveries = [new("acme", Leased: true), new("globex", Leased: false), new("initech", Leased: true)],
        });

        Assert.Equal(3, result.Deliveries);
        Assert.Equal(["acme", "initech"], result.Leased.Select(delivery => delivery.EndpointId));
        Assert.All(result.Leased, delivery =>
        {
            Assert.Equal(("t1", 0, 1, 0, false), (delivery.Tenant, delivery.Attempts, delivery.Claims, delivery.Epoch, delivery.Expired));
            Assert.Equal(webhookEvent.Id, delivery.Event.Id);
            Assert.Equal(webhookEvent.Body.ToArray(), delivery.Event.Body.ToArray());
        });
        Assert.Equal("globex", Assert.Single(await ClaimAsync()).EndpointId);
        Assert.True(await SettleAsync(result.Leased[0], SettlementKind.Retry));
        Assert.True(await SettleAsync(result.Leased[1], SettlementKind.Delivered));
    }

    [Fact]
    public async Task Many_callers_store_one_key_exactly_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => EnqueueAsync(New(Some.Event(id: $"evt_{i}"), "acme") with { IdempotencyKey = "order-7" }), Cancellation)));

        var stored = Assert.Single(results, result => result.Status == EnqueueStatus.Stored);
        Assert.All(results, result => Assert.Equal(stored.EventId, result.EventId));
        Assert.Equal(15, results.Count(result => result.Status == EnqueueStatus.Duplicate));
        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task What_is_cancelled_before_it_begins_is_not_stored()
    {
        var webhookEvent = Some.Event();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EnqueueAsync([New(webhookEvent, "acme")], Lease, new CancellationToken(canceled: true)));

        Assert.Null(await Store.FindEventAsync("", webhookEvent.Id, Cancellation));
    }
}
