using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Dispatching;

public sealed class DispatchFlowTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_attempt_needs_no_claim_and_its_retry_is_claimed_when_it_is_due()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(503, 200);
        await using var host = await DurableHost.StartAsync(Some.Endpoint(receiver));
        await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        var first = await host.Store.NextSettledAsync(SettlementKind.Retry);
        Assert.Equal((1, TimeSpan.FromMinutes(5)), (first.Delivery.Claims, first.Delay));

        Assert.Empty((await host.PassAndLookAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1))).Deliveries);
        var due = await host.PassAndLookAsync(TimeSpan.FromTicks(1));

        Assert.Equal(first.Delivery.DeliveryId, Assert.Single(due.Deliveries).DeliveryId);
        await host.Store.NextSettledAsync(SettlementKind.Delivered);
        Assert.Equal(2, receiver.Received.Count);
    }

    [Fact]
    public async Task An_open_circuit_spends_no_attempt_and_the_delivery_goes_out_after_the_break()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(500, 200);
        await using var host = await DurableHost.StartAsync(options => options.CircuitBreaker.ConsecutiveFailures = 1, Some.Endpoint(receiver));
        await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await host.Store.NextSettledAsync(SettlementKind.Retry);

        var waiting = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await host.PassAndLookAsync(TimeSpan.FromSeconds(59));
        Assert.Equal(0, (await host.DeliveryOfAsync(waiting.EventId)).Delivery.Attempts);
        Assert.Single(receiver.Received);

        host.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(waiting.EventId, (await host.Store.NextSettledAsync(SettlementKind.Delivered)).Delivery.Event.Id);
    }

    [Fact]
    public async Task What_waits_for_a_disabled_endpoint_flows_when_it_is_enabled()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);
        await host.Endpoints.DisableAsync("acme", "paused by the customer", cancellationToken: Token);
        var published = await host.Publisher.PublishAsync(Some.Event(), new PublishOptions { EndpointId = "acme" }, Token);
        await host.Store.NextSettledAsync(SettlementKind.Release);
        Assert.Empty(receiver.Received);

        await host.Endpoints.EnableAsync("acme", cancellationToken: Token);

        Assert.Equal(published.EventId, (await receiver.NextAsync()).Header("webhook-id"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_endpoint_that_is_gone_is_disabled_and_those_who_listen_are_told(bool isStored)
    {
        await using var gone = (await RecordingReceiver.StartAsync()).AnswerWith(410);
        await using var operators = await RecordingReceiver.StartAsync();
        var endpoint = Some.Endpoint(gone, "gone") with { EventTypes = ["payment.completed"] };
        await using var host = await DurableHost.StartAsync(new TestClock(), build: builder =>
        {
            builder.AddEndpoint(Some.Endpoint(operators, "operators") with { EventTypes = ["webhook_dispatch.*"] });
            _ = isStored ? builder : builder.AddEndpoint(endpoint);
        });
        if (isStored)
        {
            await host.Endpoints.AddAsync(endpoint, Token);
        }

        await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);

        Assert.Contains(
            """{"endpoint_id":"gone","reason":"gone_410"}""", System.Text.Encoding.UTF8.GetString((await operators.NextAsync()).Body), StringComparison.Ordinal);
        var disabled = await host.Endpoints.FindAsync("gone", cancellationToken: Token);
        Assert.Equal((false, "gone_410"), (disabled!.IsEnabled, disabled.DisabledReason));
        Assert.Equal(DeadLetterReason.Gone, (await host.Host.Seen.NextDeadLetterAsync()).Reason);
        Assert.Equal(0, (await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token)).Deliveries);
    }

    [Fact]
    public async Task A_delivery_of_an_unknown_endpoint_waits_unspent_until_somebody_registers_it()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var clock = new TestClock();
        var store = new WatchedStore(clock);
        await EnqueueAsync(store, Some.Event());
        await using var host = await DurableHost.StartAsync(clock, store);

        var released = await store.NextSettledAsync(SettlementKind.Release);
        Assert.Equal(("acme", 0), (released.Delivery.EndpointId, released.Delivery.Attempts));

        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);
        await store.NextSettledAsync(SettlementKind.Delivered);
    }

    [Fact]
    public async Task What_comes_for_an_endpoint_after_it_was_deleted_ends_as_cancelled()
    {
        // Found by a simulated seed: a replay put a delivery back that no endpoint would ever take, and it waited for ever.
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(410);
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);
        var published = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        var dead = await host.Store.NextSettledAsync(SettlementKind.Dead);
        await host.Endpoints.DeleteAsync("acme", cancellationToken: Token);

        Assert.True(await host.Deliveries.ReplayAsync(dead.Delivery.DeliveryId, cancellationToken: Token));

        var ended = await host.Store.NextSettledAsync(SettlementKind.Cancelled);
        Assert.Equal((published.EventId, "endpoint_deleted"), (ended.Delivery.Event.Id, ended.Reason));
    }

    [Fact]
    public async Task What_waits_for_an_endpoint_that_nobody_registers_any_more_is_cancelled_by_deleting_it()
    {
        var clock = new TestClock();
        var store = new WatchedStore(clock);
        await EnqueueAsync(store, Some.Event());
        await using var host = await DurableHost.StartAsync(clock, store);
        await store.NextSettledAsync(SettlementKind.Release);

        Assert.False(await host.Endpoints.DeleteAsync("acme", "another tenant", Token));
        Assert.True(await host.Endpoints.DeleteAsync("acme", cancellationToken: Token));
        host.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal("endpoint_deleted", (await store.NextSettledAsync(SettlementKind.Cancelled)).Reason);
    }

    [Fact]
    [FaultRow(65)]
    public async Task A_delivery_whose_process_died_five_times_is_dead_of_it()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var clock = new TestClock();
        var store = new WatchedStore(clock);
        var webhookEvent = Some.Event();
        await EnqueueAsync(store, webhookEvent);
        for (var i = 0; i < 5; i++)
        {
            var claim = await store.ClaimAsync(new ClaimRequest { MaxDeliveries = 1, Lease = TimeSpan.FromSeconds(40), DefaultCapacity = 1 }, Token);
            Assert.Single(claim.Deliveries);
            clock.Advance(TimeSpan.FromSeconds(40));
        }

        await using var host = await DurableHost.StartAsync(clock, store, build: builder => builder.AddEndpoint(Some.Endpoint(receiver)));
        Assert.Equal(DeadLetterReason.PoisonCrash, (await host.Host.Seen.NextDeadLetterAsync()).Reason);
        await store.NextSettledAsync(SettlementKind.Dead);

        Assert.Equal("poison_crash", (await host.DeliveryOfAsync(webhookEvent.Id)).Delivery.Reason);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task A_store_that_fails_degrades_the_health_and_loses_no_outcome()
    {
        var answer = new TaskCompletionSource();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, _) => answer.Task);
        await using var host = await DurableHost.StartAsync(Some.Endpoint(receiver));
        var health = host.Host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Token)).Status);
        var published = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await receiver.NextAsync();

        host.Store.Fault = new StoreUnavailableException(StoreTrouble.Unreachable, "The disk is away.");
        answer.SetResult();
        await host.Host.Seen.NextDeliveredAsync();

        // The writer of outcomes waits by itself.
        await host.Clock.WhenSleepingAsync(length => length > TimeSpan.Zero && length < TimeSpan.FromMilliseconds(200)).WaitAsync(Patience.Token);
        var report = await health.CheckHealthAsync(Token);
        Assert.Equal((HealthStatus.Degraded, "The disk is away."), (report.Status, report.Entries["webhook-dispatch"].Description));

        host.Store.Fault = null;
        host.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(published.EventId, (await host.Store.NextSettledAsync(SettlementKind.Delivered)).Delivery.Event.Id);
        await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await host.Store.NextSettledAsync(SettlementKind.Delivered);
        Assert.Equal(2, receiver.Received.Count);
    }

    [Fact]
    public async Task What_is_claimed_while_the_host_stops_is_handed_back()
    {
        var (answer, claimed, goOn) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, _) => answer.Task);
        await using var host = await DurableHost.StartAsync(
            options => options.Dispatching.MaxInFlightPerEndpoint = 1, Some.Endpoint(receiver, "busy"), Some.Endpoint(receiver));
        var alone = new PublishOptions { EndpointId = "busy" };
        await host.Publisher.PublishAsync(Some.Event(), alone, Token);
        await receiver.NextAsync();
        await host.Publisher.PublishAsync(Some.Event(), alone, Token);
        host.Store.Claimed = claim => claim.Deliveries.Count > 0 && claimed.TrySetResult() ? goOn.Task : Task.CompletedTask;
        var webhookEvent = Some.Event();
        await EnqueueAsync(host.Store, webhookEvent);
        host.Pass(TimeSpan.Zero);
        await claimed.Task.WaitAsync(Patience.Token);

        var stopping = host.Host.StopAsync();
        await host.Store.NextSettledAsync(SettlementKind.Release);
        goOn.SetResult();
        Assert.Equal(webhookEvent.Id, (await host.Store.NextSettledAsync(SettlementKind.Release)).Delivery.Event.Id);
        answer.SetResult();
        await stopping;

        Assert.Equal(host.Clock.GetUtcNow(), (await host.DeliveryOfAsync(webhookEvent.Id)).Delivery.DueAt);
    }

    [Fact]
    public async Task Nothing_is_begun_while_another_service_of_the_host_is_slow_to_stop()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var slow = new SlowService();
        await using var host = await DurableHost.StartAsync(
            new TestClock(), build: builder => builder.AddEndpoint(Some.Endpoint(receiver)).Services.AddSingleton<IHostedService>(slow));

        var stopping = host.Host.StopAsync();
        await slow.IsStopping.WaitAsync(Patience.Token);
        var published = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        slow.MayStop();
        await stopping;

        Assert.Equal((DeliveryState.Waiting, 0), (await host.DeliveryOfAsync(published.EventId)).Delivery is var left ? (left.State, left.Attempts) : default);
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task What_waits_for_a_slot_is_handed_back_when_the_host_stops()
    {
        var answer = new TaskCompletionSource();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, _) => answer.Task);
        await using var host = await DurableHost.StartAsync(options => options.Dispatching.MaxInFlightPerEndpoint = 1, Some.Endpoint(receiver));
        var first = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await receiver.NextAsync();
        var second = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);

        var stopping = host.Host.StopAsync();
        Assert.Equal(second.EventId, (await host.Store.NextSettledAsync(SettlementKind.Release)).Delivery.Event.Id);
        answer.SetResult();
        await stopping;

        Assert.Equal(DeliveryState.Delivered, (await host.DeliveryOfAsync(first.EventId)).Delivery.State);
        Assert.Equal((DeliveryState.Waiting, 0), (await host.DeliveryOfAsync(second.EventId)).Delivery is var left ? (left.State, left.Attempts) : default);
    }

    private static async Task EnqueueAsync(WatchedStore store, WebhookEvent webhookEvent) => await store.EnqueueAsync(
        [new NewEvent { Event = webhookEvent, Deliveries = [new NewDelivery("acme", Leased: false)] }], TimeSpan.FromSeconds(40), Token);
}
