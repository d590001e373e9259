using WebhookDispatch.Maintenance;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Maintenance;

public sealed class RetentionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Covers(typeof(RetentionOptions), nameof(RetentionOptions.Delivered))]
    [Covers(typeof(RetentionOptions), nameof(RetentionOptions.Dead))]
    public async Task What_ended_is_forgotten_at_its_age_and_what_waits_is_not()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(200, 422, 503);
        await using var host = await DurableHost.StartAsync(
            options =>
            {
                options.Retention.Delivered = TimeSpan.FromMinutes(2);
                options.Retention.Dead = TimeSpan.FromMinutes(4);
                options.Schedule.PermanentStatuses.Add(422);
                options.Schedule.RetryDelays = [TimeSpan.FromDays(5)];
            },
            Some.Endpoint(receiver));
        var delivered = await PublishAsync(host, SettlementKind.Delivered);
        var dead = await PublishAsync(host, SettlementKind.Dead);
        var waiting = await PublishAsync(host, SettlementKind.Retry);

        await MinutesAsync(host, 3);
        Assert.Null(await host.Deliveries.FindEventAsync(delivered, cancellationToken: Token));
        Assert.NotNull(await host.Deliveries.FindEventAsync(dead, cancellationToken: Token));

        await MinutesAsync(host, 2);
        Assert.Null(await host.Deliveries.FindEventAsync(dead, cancellationToken: Token));
        Assert.Equal(DeliveryState.Waiting, (await host.DeliveryOfAsync(waiting)).Delivery.State);
    }

    [Theory]
    [InlineData(2, DeliveryState.Dead)]
    [InlineData(0, DeliveryState.Waiting)]
    [Covers(typeof(RetentionOptions), nameof(RetentionOptions.Waiting))]
    public async Task What_waits_for_a_disabled_endpoint_is_dead_at_its_age_unless_it_may_wait_for_ever(int minutes, DeliveryState state)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync(options =>
        {
            options.Retention.Waiting = TimeSpan.FromMinutes(minutes);
            options.Retention.Delivered = TimeSpan.FromMinutes(2);
            options.Retention.Dead = TimeSpan.FromMinutes(4);
        });
        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);
        await host.Endpoints.DisableAsync("acme", "unpaid", cancellationToken: Token);

        // Not due yet, so that nobody holds it: it would be put off at whatever time its turn comes.
        var published = await host.Publisher.PublishAsync(Some.Event(), new PublishOptions { EndpointId = "acme", DeliverAt = host.Clock.GetUtcNow() + TimeSpan.FromSeconds(1) }, Token);
        await host.Clock.WhenSleepingAsync(length => length == TimeSpan.FromMinutes(1)).WaitAsync(Patience.Token);
        await MinutesAsync(host, 1);
        Assert.Equal(DeliveryState.Waiting, (await host.DeliveryOfAsync(published.EventId)).Delivery.State);

        await MinutesAsync(host, 2);

        var delivery = (await host.DeliveryOfAsync(published.EventId)).Delivery;
        Assert.Equal((state, state == DeliveryState.Dead ? "waited_too_long" : null), (delivery.State, delivery.Reason));
        Assert.Equal(state == DeliveryState.Dead, host.Host.Logs.Lines.Any(line => line.Id == 2102 && line.Text.StartsWith("1 deliveries have been due for 00:02:00", StringComparison.Ordinal)));
        Assert.Empty(receiver.Received);
    }

    private static async Task<string> PublishAsync(DurableHost host, SettlementKind kind)
    {
        var published = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await host.Store.NextSettledAsync(kind);
        return published.EventId;
    }

    // Step by step: a periodic timer that has not been waited for again swallows a tick.
    private static async Task MinutesAsync(DurableHost host, int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4)), await host.Store.NextForgottenAsync());
        }
    }
}
