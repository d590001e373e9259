using WebhookDispatch.Dispatching;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Publishing;

public sealed class PublishTimeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Covers(typeof(PublishOptions), nameof(PublishOptions.DeliverAt))]
    public async Task No_attempt_begins_before_the_instant_asked_for_and_one_does_then()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync(Some.Endpoint(receiver));
        await host.Publisher.PublishAsync(Some.Event(), new PublishOptions { DeliverAt = host.Clock.GetUtcNow() + TimeSpan.FromHours(2) }, Token);

        var early = await host.PassAndLookAsync(TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        Assert.Empty(early.Deliveries);
        Assert.Empty(receiver.Received);

        host.Pass(TimeSpan.FromTicks(1));
        await receiver.NextAsync();
    }

    [Fact]
    [Covers(typeof(PublishOptions), nameof(PublishOptions.ExpiresAfter))]
    public async Task What_is_left_of_an_event_that_expires_ends_without_a_further_attempt()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = await DurableHost.StartAsync(Some.Endpoint(receiver));
        var webhookEvent = Some.Event();
        await host.Publisher.PublishAsync(webhookEvent, new PublishOptions { ExpiresAfter = TimeSpan.FromMinutes(4) }, Token);
        await host.Store.NextSettledAsync(SettlementKind.Retry);

        host.Pass(TimeSpan.FromMinutes(5));
        await host.Store.NextSettledAsync(SettlementKind.Expired);

        var history = await host.DeliveryOfAsync(webhookEvent.Id);
        Assert.Equal((DeliveryState.Expired, "expired"), (history.Delivery.State, history.Delivery.Reason));
        Assert.Single(receiver.Received);
    }

    [Fact]
    [Covers(typeof(DispatchingOptions), nameof(DispatchingOptions.Enabled))]
    public async Task A_process_that_only_publishes_leaves_the_delivery_to_another()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        var clock = new TestClock();
        var store = new WatchedStore(clock);
        var webhookEvent = Some.Event();
        await using (var publishing = await DurableHost.StartAsync(
            clock, store, options => options.Dispatching.Enabled = false, builder => builder.AddEndpoint(Some.Endpoint(receiver))))
        {
            await publishing.Publisher.PublishAsync(webhookEvent, cancellationToken: Token);
            var waiting = await publishing.DeliveryOfAsync(webhookEvent.Id);
            Assert.Equal((DeliveryState.Waiting, clock.GetUtcNow()), (waiting.Delivery.State, waiting.Delivery.DueAt));
        }

        Assert.Empty(receiver.Received);
        await using var dispatching = await DurableHost.StartAsync(clock, store, build: builder => builder.AddEndpoint(Some.Endpoint(receiver)));

        Assert.Equal(webhookEvent.Id, (await receiver.NextAsync()).Header("webhook-id"));
    }
}
