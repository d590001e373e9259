using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Publishing;

public sealed class PublishTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("invoice.paid", "all,exact,prefix")]
    [InlineData("invoice.paid.late", "all,prefix")]
    [InlineData("invoice", "all")]
    [InlineData("invoices.paid", "all")]
    public async Task An_event_goes_once_to_each_endpoint_that_listens_to_its_type(string type, string expected)
    {
        await using var host = await StartAsync(
            Listening("exact", "invoice.paid", "invoice.paid"), Listening("prefix", "invoice.*", "invoice.paid.*"), Listening("all"), Listening("other", "order.*"));

        var result = await host.Publisher.PublishAsync(Some.Event(type), cancellationToken: Token);

        var history = await host.Deliveries.FindEventAsync(result.EventId, cancellationToken: Token);
        Assert.Equal(expected.Split(','), history!.Deliveries.Select(delivery => delivery.Delivery.EndpointId).Order());
        Assert.Equal(history.Deliveries.Count, result.Deliveries);
    }

    [Fact]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.Tenant))]
    [Covers(typeof(PublishOptions), nameof(PublishOptions.Tenant))]
    public async Task An_event_goes_to_endpoints_of_its_tenant_alone()
    {
        await using var host = await StartAsync(Listening("ours") with { Tenant = "red" }, Listening("theirs") with { Tenant = "blue" }, Listening("nobodys"));

        var result = await host.Publisher.PublishAsync(Some.Event(), new PublishOptions { Tenant = "red" }, Token);

        Assert.Equal("ours", (await host.DeliveryOfAsync(result.EventId, "red")).Delivery.EndpointId);
        Assert.Null(await host.Deliveries.FindEventAsync(result.EventId, "blue", Token));
        Assert.Null(await host.Deliveries.FindEventAsync(result.EventId, cancellationToken: Token));
    }

    [Fact]
    [Covers(typeof(PublishOptions), nameof(PublishOptions.EndpointId))]
    public async Task An_event_for_one_endpoint_goes_there_alone_whatever_it_listens_to()
    {
        await using var host = await StartAsync(Listening("one", "order.*"), Listening("all"));

        var result = await host.Publisher.PublishAsync(Some.Event("invoice.paid"), new PublishOptions { EndpointId = "one" }, Token);

        Assert.Equal("one", (await host.DeliveryOfAsync(result.EventId)).Delivery.EndpointId);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("theirs")]
    public async Task An_endpoint_that_the_tenant_does_not_have_is_refused_and_nothing_is_stored(string endpointId)
    {
        await using var host = await StartAsync(Listening("theirs") with { Tenant = "blue" });
        var webhookEvent = Some.Event();

        var refusal = await Assert.ThrowsAsync<UnknownEndpointException>(
            () => host.Publisher.PublishAsync(webhookEvent, new PublishOptions { EndpointId = endpointId }, Token).AsTask());

        Assert.Contains(endpointId, refusal.Message, StringComparison.Ordinal);
        Assert.Null(await host.Deliveries.FindEventAsync(webhookEvent.Id, cancellationToken: Token));
    }

    [Fact]
    public async Task An_event_that_nobody_listens_to_is_recorded_as_such()
    {
        await using var host = await StartAsync(Listening("other", "order.*"));
        var webhookEvent = Some.Event("invoice.paid");

        var result = await host.Publisher.PublishAsync(webhookEvent, cancellationToken: Token);

        Assert.Equal(new PublishResult(webhookEvent.Id, 0, false), result);
        var history = await host.Deliveries.FindEventAsync(webhookEvent.Id, cancellationToken: Token);
        Assert.Empty(history!.Deliveries);
        Assert.Equal(webhookEvent.Body.ToArray(), history.Event.Body.ToArray());
    }

    [Fact]
    public async Task Events_published_together_are_answered_for_in_order()
    {
        await using var host = await StartAsync(Listening("paid", "invoice.paid"), Listening("all"));
        WebhookEvent[] events = [Some.Event("invoice.paid"), Some.Event("order.placed"), Some.Event("invoice.paid")];

        var results = await host.Publisher.PublishAsync(events, cancellationToken: Token);

        Assert.Equal([new PublishResult(events[0].Id, 2, false), new(events[1].Id, 1, false), new(events[2].Id, 2, false)], results);
        Assert.Equal(5, (await host.Deliveries.CountAsync(Token)).Waiting);
        Assert.Empty(await host.Publisher.PublishAsync(Array.Empty<WebhookEvent>(), cancellationToken: Token));
    }

    [Fact]
    public async Task One_body_over_the_limit_refuses_all_events_published_with_it()
    {
        await using var host = await StartAsync(options => options.Sending.MaxPayloadBytes = 10, Listening("all"));
        WebhookEvent[] events = [Some.Event(body: "0123456789"), Some.Event(body: "0123456789a")];

        var refusal = await Assert.ThrowsAsync<PayloadTooLargeException>(() => host.Publisher.PublishAsync(events, cancellationToken: Token).AsTask());

        Assert.Contains(events[1].Id, refusal.Message, StringComparison.Ordinal);
        Assert.Null(await host.Deliveries.FindEventAsync(events[0].Id, cancellationToken: Token));
        Assert.Equal(1, (await host.Publisher.PublishAsync(events[0], cancellationToken: Token)).Deliveries);
    }

    [Fact]
    [Covers(typeof(PublishOptions), nameof(PublishOptions.IdempotencyKey))]
    public async Task The_same_body_under_one_key_is_stored_once_and_answered_with_the_first_id()
    {
        await using var host = await StartAsync(Listening("all"));
        var keyed = new PublishOptions { IdempotencyKey = "order-17" };
        var first = await host.Publisher.PublishAsync(Some.Event(), keyed, Token);

        var second = await host.Publisher.PublishAsync(Some.Event(), keyed, Token);

        Assert.Equal(first with { IsDuplicate = true }, second);
        Assert.Equal(1, (await host.Deliveries.CountAsync(Token)).Waiting);
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_a_clash_that_names_the_first_event()
    {
        await using var host = await StartAsync(Listening("all"));
        var keyed = new PublishOptions { IdempotencyKey = "order-17" };
        var first = await host.Publisher.PublishAsync(Some.Event(), keyed, Token);
        var other = Some.Event(body: "{}");

        var clash = await Assert.ThrowsAsync<IdempotencyClashException>(() => host.Publisher.PublishAsync(other, keyed, Token).AsTask());

        Assert.Equal(first.EventId, clash.FirstEventId);
        Assert.Contains("idempotency key", clash.Message, StringComparison.Ordinal);
        Assert.Null(await host.Deliveries.FindEventAsync(other.Id, cancellationToken: Token));
    }

    [Fact]
    public async Task An_event_id_clashes_with_another_body_and_the_events_beside_it_are_stored()
    {
        await using var host = await StartAsync(Listening("all"));
        await host.Publisher.PublishAsync(Some.Event(id: "evt_1"), cancellationToken: Token);
        WebhookEvent[] events = [Some.Event(id: "evt_1", body: "{}"), Some.Event(id: "evt_2")];

        var clash = await Assert.ThrowsAsync<IdempotencyClashException>(() => host.Publisher.PublishAsync(events, cancellationToken: Token).AsTask());

        Assert.Contains("event id 'evt_1'", clash.Message, StringComparison.Ordinal);
        Assert.NotNull(await host.Deliveries.FindEventAsync("evt_2", cancellationToken: Token));
    }

    [Fact]
    public async Task Options_that_cannot_work_are_named_and_nothing_is_stored()
    {
        await using var host = await StartAsync(Listening("all"));
        foreach (var (name, options) in new (string, PublishOptions)[]
        {
            ("IdempotencyKey", new() { IdempotencyKey = "" }),
            ("IdempotencyKey", new() { IdempotencyKey = new string('k', 257) }),
            ("IdempotencyKey", new() { IdempotencyKey = "a\0b" }),
            ("IdempotencyKey", new() { IdempotencyKey = "a\ud83d" }),
            ("ExpiresAfter", new() { ExpiresAfter = TimeSpan.Zero }),
            ("ExpiresAfter", new() { ExpiresAfter = TimeSpan.FromMinutes(1), DeliverAt = host.Clock.GetUtcNow() + TimeSpan.FromMinutes(1) }),
            ("Tenant", new() { Tenant = new string('t', 129) }),
            ("Tenant", new() { Tenant = "\udc00a" }),
        })
        {
            var refusal = await Assert.ThrowsAsync<ArgumentException>(() => host.Publisher.PublishAsync(Some.Event(), options, Token).AsTask());
            Assert.Contains($"PublishOptions.{name}", refusal.Message, StringComparison.Ordinal);
        }

        var batch = await Assert.ThrowsAsync<ArgumentException>(
            () => host.Publisher.PublishAsync([Some.Event(), Some.Event()], new PublishOptions { IdempotencyKey = "one" }, Token).AsTask());
        Assert.Contains("one by one", batch.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await host.Deliveries.CountAsync(Token)).Waiting);
    }

    [Fact]
    public async Task Publishing_without_a_store_says_how_to_add_one()
    {
        await using var host = new SenderHost();

        var refusal = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<IWebhookPublisher>());

        Assert.Contains(".UseSqlite(", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_fails_fails_the_publishing_with_its_own_words()
    {
        await using var host = await StartAsync(Listening("all"));
        host.Store.Fault = new StoreUnavailableException(StoreTrouble.Full, "No room.");

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token).AsTask());

        Assert.Equal(StoreTrouble.Full, refusal.Reason);
        host.Store.Fault = null;
        Assert.Equal(1, (await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token)).Deliveries);
    }

    private static WebhookEndpoint Listening(string id, params string[] types) =>
        Some.Endpoint(new Uri("https://acme.example/hooks"), id) with { EventTypes = types.Length == 0 ? ["**"] : types };

    private static Task<DurableHost> StartAsync(params WebhookEndpoint[] endpoints) => StartAsync(null, endpoints);

    private static Task<DurableHost> StartAsync(Action<WebhookDispatchOptions>? options, params WebhookEndpoint[] endpoints) => DurableHost.StartAsync(
        set =>
        {
            set.Dispatching.Enabled = false;
            options?.Invoke(set);
        },
        endpoints);
}
