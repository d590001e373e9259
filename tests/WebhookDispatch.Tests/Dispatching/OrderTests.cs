using System.Text;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Dispatching;

public sealed class OrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.Order))]
    public async Task Events_reach_an_ordered_endpoint_one_after_the_other_as_they_were_published()
    {
        var (inFlight, most) = (0, 0);
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.AnswerWith(async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inFlight));
            await Task.Yield();
            Interlocked.Decrement(ref inFlight);
        });
        await using var host = await DurableHost.StartAsync(Ordered(receiver));
        var events = Enumerable.Range(0, 60).Select(_ => Some.Event()).ToList();

        foreach (var batch in events.Chunk(3))
        {
            await host.Publisher.PublishAsync(batch, cancellationToken: Token);
        }

        for (var i = 0; i < events.Count; i++)
        {
            await host.Host.Seen.NextDeliveredAsync();
        }

        Assert.Equal(events.Select(one => one.Id), receiver.Received.Select(request => request.Header("webhook-id")));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task What_follows_waits_for_the_retry_of_the_one_before()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(500, 200);
        await using var host = await DurableHost.StartAsync(Ordered(receiver));
        var (first, second) = await PublishTwoAsync(host);
        await host.Store.NextSettledAsync(SettlementKind.Retry);

        Assert.Empty((await host.PassAndLookAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1))).Deliveries);
        await host.PassAndLookAsync(TimeSpan.FromTicks(1));

        Assert.Equal(first, (await host.Store.NextSettledAsync(SettlementKind.Delivered)).Delivery.Event.Id);
        Assert.Equal(second, (await host.Store.NextSettledAsync(SettlementKind.Delivered)).Delivery.Event.Id);
    }

    [Fact]
    public async Task What_was_claimed_before_its_endpoint_was_known_to_be_ordered_goes_back_for_its_turn()
    {
        // Found by a simulated seed: a process that had just started claimed what another one's turn was before, and sent it seconds later.
        var clock = new TestClock();
        var store = new WatchedStore(clock);
        await using var receiver = await RecordingReceiver.StartAsync();
        await store.EnqueueAsync(
            [new NewEvent { Event = Some.Event(), Deliveries = [new NewDelivery("acme", Leased: false)] }], TimeSpan.FromSeconds(40), Token);
        var added = new TaskCompletionSource();
        store.Claimed = claim => claim.Deliveries.Count > 0 ? added.Task : Task.CompletedTask;
        await using var host = await DurableHost.StartAsync(clock, store);
        Assert.Single((await store.NextClaimAsync(clock.GetUtcNow())).Deliveries);
        await host.Endpoints.AddAsync(Ordered(receiver), Token);
        added.SetResult();

        Assert.Equal(0, (await store.NextSettledAsync(SettlementKind.Release)).Delivery.Attempts);
        await store.NextSettledAsync(SettlementKind.Delivered);
        Assert.Single(receiver.Received);
    }

    [Fact]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.SkipAfter))]
    public async Task A_delivery_that_failed_often_enough_is_skipped_for_all_to_see()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(500, 500, 200);
        await using var host = await DurableHost.StartAsync(
            options => options.Schedule.RetryDelays = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)], Ordered(receiver, skipAfter: 2));
        var (first, second) = await PublishTwoAsync(host);
        await host.Store.NextSettledAsync(SettlementKind.Retry);
        await host.PassAndLookAsync(TimeSpan.FromMinutes(5));

        var skipped = await host.Host.Seen.NextDeadLetterAsync();

        Assert.Equal((first, DeadLetterReason.Skipped), (skipped.Event.Id, skipped.Reason));
        Assert.Equal(second, (await host.Store.NextSettledAsync(SettlementKind.Delivered)).Delivery.Event.Id);
        Assert.Equal("skipped", (await host.DeliveryOfAsync(first)).Delivery.Reason);
        Assert.True((await host.Endpoints.FindAsync("acme", cancellationToken: Token))!.IsEnabled);
    }

    [Fact]
    public async Task A_delivery_that_ran_out_of_attempts_blocks_its_endpoint_until_that_is_enabled()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(500, 200);
        await using var operators = await RecordingReceiver.StartAsync();
        await using var host = await BlockedAsync(receiver, operators);
        var (first, second) = await PublishTwoAsync(host);

        await host.Store.NextSettledAsync(SettlementKind.Retry);
        await NextDeliveredToAsync(host, "operators");
        Assert.Contains(
            """{"endpoint_id":"acme","reason":"order_blocked"}""", Encoding.UTF8.GetString((await operators.NextAsync()).Body), StringComparison.Ordinal);
        Assert.Equal("order_blocked", (await host.Endpoints.FindAsync("acme", cancellationToken: Token))!.DisabledReason);
        Assert.Contains(host.Host.Logs.Lines, log => log.Text.Contains($"event {first} (payment.completed) blocks endpoint acme", StringComparison.Ordinal));
        Assert.Empty((await host.PassAndLookAsync(TimeSpan.FromHours(1))).Deliveries);
        Assert.Equal((DeliveryState.Waiting, 1), await host.DeliveryOfAsync(first) is { Delivery: var head } ? (head.State, head.Attempts) : default);

        await host.Endpoints.EnableAsync("acme", cancellationToken: Token);

        Assert.Equal(first, (await NextDeliveredToAsync(host, "acme")).Event.Id);
        Assert.Equal(second, (await NextDeliveredToAsync(host, "acme")).Event.Id);
    }

    [Fact]
    public async Task A_delivery_that_blocks_because_its_process_died_of_it_is_attempted_once_its_endpoint_is_enabled()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var clock = new TestClock();
        var store = new WatchedStore(clock);
        string published;
        await using (var publisher = await DurableHost.StartAsync(clock, store, options => options.Dispatching.Enabled = false))
        {
            await publisher.Endpoints.AddAsync(Ordered(receiver), Token);
            published = (await publisher.Publisher.PublishAsync(Some.Event(), cancellationToken: Token)).EventId;
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Single((await store.ClaimAsync(new ClaimRequest { MaxDeliveries = 1, Lease = TimeSpan.FromSeconds(40), DefaultCapacity = 1 }, Token)).Deliveries);
            clock.Advance(TimeSpan.FromSeconds(40));
        }

        await using var host = await DurableHost.StartAsync(clock, store);
        await store.NextSettledAsync(SettlementKind.Retry);
        await host.Host.Logs.WhenAsync(line => line.Id == 2001);
        Assert.Empty(receiver.Received);
        clock.Advance(TimeSpan.FromSeconds(5));

        await host.Endpoints.EnableAsync("acme", cancellationToken: Token);

        Assert.Equal(published, (await NextDeliveredToAsync(host, "acme")).Event.Id);
    }

    [Fact]
    public async Task A_delivery_that_blocks_can_be_cancelled_and_the_next_goes()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(500, 200);
        await using var operators = await RecordingReceiver.StartAsync();
        await using var host = await BlockedAsync(receiver, operators);
        var (first, second) = await PublishTwoAsync(host);
        await operators.NextAsync();
        await host.Store.NextSettledAsync(SettlementKind.Retry);

        Assert.True(await host.Deliveries.CancelAsync((await host.DeliveryOfAsync(first)).Delivery.DeliveryId, cancellationToken: Token));
        await host.Endpoints.EnableAsync("acme", cancellationToken: Token);

        Assert.Equal(second, (await NextDeliveredToAsync(host, "acme")).Event.Id);
    }

    [Fact]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.MaxInFlightInCluster))]
    public async Task Two_dispatchers_together_keep_the_cap_of_the_cluster()
    {
        const int Events = 40;
        var (inFlight, most) = (0, 0);
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.AnswerWith(async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inFlight));
            await Task.Yield();
            Interlocked.Decrement(ref inFlight);
        });
        var clock = new TestClock();
        var store = new WatchedStore(clock);
        var endpoint = Some.Endpoint(receiver) with { Overrides = new EndpointOverrides { MaxInFlightInCluster = 1 } };
        await using var one = await DurableHost.StartAsync(clock, store, build: builder => builder.AddEndpoint(endpoint));
        await using var other = await DurableHost.StartAsync(clock, store, build: builder => builder.AddEndpoint(endpoint));

        for (var i = 0; i < Events; i++)
        {
            await (i % 2 == 0 ? one : other).Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        }

        for (var i = 0; i < Events; i++)
        {
            await store.NextSettledAsync(SettlementKind.Delivered);
        }

        Assert.Equal((Events, 1), (receiver.Received.Count, most));
    }

    private static WebhookEndpoint Ordered(RecordingReceiver receiver, int? skipAfter = null) =>
        Some.Endpoint(receiver) with { Overrides = new EndpointOverrides { Order = EndpointOrder.Strict, SkipAfter = skipAfter } };

    /// <summary>A host whose ordered endpoint gives up after the first attempt.</summary>
    private static async Task<DurableHost> BlockedAsync(RecordingReceiver receiver, RecordingReceiver operators)
    {
        var host = await DurableHost.StartAsync(
            options => options.Schedule.RetryDelays = [], Some.Endpoint(operators, "operators") with { EventTypes = ["webhook_dispatch.*"] });
        await host.Endpoints.AddAsync(Ordered(receiver) with { EventTypes = ["payment.completed"] }, Token);
        return host;
    }

    private static async Task<(string First, string Second)> PublishTwoAsync(DurableHost host)
    {
        var published = await host.Publisher.PublishAsync([Some.Event(), Some.Event()], cancellationToken: Token);
        return (published[0].EventId, published[1].EventId);
    }

    private static async Task<LeasedDelivery> NextDeliveredToAsync(DurableHost host, string endpointId)
    {
        while (true)
        {
            var settlement = await host.Store.NextSettledAsync(SettlementKind.Delivered);
            if (settlement.Delivery.EndpointId == endpointId)
            {
                return settlement.Delivery;
            }
        }
    }
}
