using Microsoft.AspNetCore.Http;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Dispatching;

public sealed class DispatchOptionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Covers(typeof(DispatchingOptions), nameof(DispatchingOptions.LeaseDuration))]
    public async Task A_delivery_in_flight_is_held_for_the_lease_that_was_set()
    {
        var answer = new TaskCompletionSource();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, _) => answer.Task);
        await using var host = await DurableHost.StartAsync(options => options.Dispatching.LeaseDuration = TimeSpan.FromMinutes(47), Some.Endpoint(receiver));

        var published = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await receiver.NextAsync();

        Assert.Equal(host.Clock.GetUtcNow() + TimeSpan.FromMinutes(47), (await host.DeliveryOfAsync(published.EventId)).Delivery.DueAt);
        answer.SetResult();
        await host.Store.NextSettledAsync(SettlementKind.Delivered);
    }

    [Fact]
    [Covers(typeof(DispatchingOptions), nameof(DispatchingOptions.PollInterval))]
    public async Task An_idle_dispatcher_sleeps_for_the_poll_interval_and_looks_again()
    {
        await using var host = await DurableHost.StartAsync(options => options.Dispatching.PollInterval = TimeSpan.FromSeconds(17));
        await host.Clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(17)).WaitAsync(Patience.Token);

        host.Clock.Advance(TimeSpan.FromSeconds(17));

        Assert.Empty((await host.Store.NextClaimAsync(host.Clock.GetUtcNow())).Deliveries);
    }

    [Fact]
    public async Task An_idle_dispatcher_looks_into_the_store_once_a_second_and_no_faster()
    {
        const int Seconds = 30;
        await using var host = await DurableHost.StartAsync();
        for (var second = 0; second < Seconds; second++)
        {
            await host.Clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(1)).WaitAsync(Patience.Token);
            host.Clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
            host.Clock.Advance(TimeSpan.FromTicks(1));
            await host.Store.NextClaimAsync(host.Clock.GetUtcNow());
        }

        // One at the start, and one more if an endpoint was learned of meanwhile.
        Assert.InRange(host.Store.Claims, Seconds, Seconds + 2);
    }

    [Fact]
    [Covers(typeof(DispatchingOptions), nameof(DispatchingOptions.ShutdownGrace))]
    public async Task What_has_not_ended_within_the_grace_period_is_cut_off_and_handed_back_unspent()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, context) => new TaskCompletionSource().Task.WaitAsync(context.RequestAborted));
        await using var host = await DurableHost.StartAsync(options => options.Dispatching.ShutdownGrace = TimeSpan.FromSeconds(7), Some.Endpoint(receiver));
        var published = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await receiver.NextAsync();

        var stopping = host.Host.StopAsync();
        await host.Clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(7)).WaitAsync(Patience.Token);
        Assert.False(stopping.IsCompleted);
        host.Clock.Advance(TimeSpan.FromSeconds(7));
        await stopping;

        var delivery = (await host.DeliveryOfAsync(published.EventId)).Delivery;
        Assert.Equal((DeliveryState.Waiting, 0, host.Clock.GetUtcNow()), (delivery.State, delivery.Attempts, delivery.DueAt));
    }

    [Fact]
    public async Task An_attempt_that_ends_within_the_grace_period_counts()
    {
        var answer = new TaskCompletionSource();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, _) => answer.Task);
        await using var host = await DurableHost.StartAsync(Some.Endpoint(receiver));
        var published = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await receiver.NextAsync();

        var stopping = host.Host.StopAsync();
        await host.Clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(25)).WaitAsync(Patience.Token);
        answer.SetResult();
        await stopping;

        Assert.Equal(DeliveryState.Delivered, (await host.DeliveryOfAsync(published.EventId)).Delivery.State);
    }

    [Fact]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.MaxInFlight))]
    public async Task An_endpoint_may_have_more_in_flight_than_the_others()
    {
        var together = new TaskCompletionSource();
        var arrived = 0;
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync(
            options => options.Dispatching.MaxInFlightPerEndpoint = 1,
            Some.Endpoint(receiver) with { Overrides = new EndpointOverrides { MaxInFlight = 3 } });
        for (var i = 0; i < 3; i++)
        {
            await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
            await host.Host.Seen.NextDeliveredAsync();
        }

        receiver.AnswerWith((_, _) =>
        {
            if (Interlocked.Increment(ref arrived) == 3)
            {
                together.SetResult();
            }

            return together.Task;
        });
        await host.Publisher.PublishAsync([Some.Event(), Some.Event(), Some.Event()], cancellationToken: Token);

        await together.Task.WaitAsync(Patience.Token);
    }

    [Fact]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.AttemptsPerSecond))]
    public async Task An_endpoint_with_a_rate_gets_no_more_attempts_in_a_second()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync(
            options => options.Dispatching.PollInterval = TimeSpan.FromSeconds(20),
            Some.Endpoint(receiver) with { Overrides = new EndpointOverrides { AttemptsPerSecond = 0.5 } });
        await host.Publisher.PublishAsync([Some.Event(), Some.Event()], cancellationToken: Token);
        await host.Host.Seen.NextDeliveredAsync();

        await host.Clock.WhenSleepingAsync(length => length > TimeSpan.FromSeconds(1.9) && length < TimeSpan.FromSeconds(2.1)).WaitAsync(Patience.Token);
        Assert.Single(receiver.Received);
        host.Clock.Advance(TimeSpan.FromSeconds(2.1));

        await host.Host.Seen.NextDeliveredAsync();
    }

    [Fact]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.IsEnabled))]
    public async Task A_disabled_endpoint_is_not_published_to_and_what_is_meant_for_it_alone_waits()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync(Some.Endpoint(receiver) with { IsEnabled = false });

        Assert.Equal(0, (await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token)).Deliveries);
        var published = await host.Publisher.PublishAsync(Some.Event(), new WebhookDispatch.Publishing.PublishOptions { EndpointId = "acme" }, Token);
        await host.Store.NextSettledAsync(SettlementKind.Release);

        var delivery = (await host.DeliveryOfAsync(published.EventId)).Delivery;
        Assert.Equal((DeliveryState.Waiting, 0), (delivery.State, delivery.Attempts));
        Assert.Empty(receiver.Received);
    }
}
