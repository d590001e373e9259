using WebhookDispatch.Deliveries;
using WebhookDispatch.Signing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Dispatching;

public sealed class DispatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_published_event_is_delivered_to_every_endpoint_that_listens()
    {
        await using var billing = await RecordingReceiver.StartAsync();
        await using var audit = await RecordingReceiver.StartAsync();
        await using var other = await RecordingReceiver.StartAsync();
        await using var host = await DispatchHost.StartAsync(builder => builder
            .UseInMemoryStore()
            .AddEndpoint("billing", billing.Url.ToString(), Some.SecretText, "invoice.*")
            .AddEndpoint("audit", audit.Url.ToString(), Some.SecretText)
            .AddEndpoint("other", other.Url.ToString(), Some.SecretText, "order.placed"));
        var webhookEvent = Some.Event("invoice.paid");

        var published = await host.Publisher.PublishAsync(webhookEvent, cancellationToken: Cancellation);

        Assert.Equal(2, published.Deliveries);
        foreach (var receiver in new[] { billing, audit })
        {
            var request = await receiver.NextAsync();
            Assert.Equal(webhookEvent.Body.ToArray(), request.Body);
            Assert.True(new WebhookVerifier(WebhookScheme.Standard, Some.Secret).Verify(request.Headers, request.Body).IsValid);
        }

        Assert.Empty(other.Received);
    }

    [Fact]
    public async Task A_failed_delivery_is_retried_by_the_schedule_and_dead_after_it()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = await DispatchHost.StartAsync(builder => builder.UseInMemoryStore().AddEndpoint(Some.Endpoint(receiver)));
        var webhookEvent = Some.Event();
        await host.Publisher.PublishAsync(webhookEvent, cancellationToken: Cancellation);

        var deadLetter = await host.Seen.NextDeadLetterAsync();

        Assert.Equal(DeadLetterReason.Exhausted, deadLetter.Reason);
        Assert.Equal([1, 2, 3], host.Seen.Attempts.Select(attempt => attempt.Number));
        Assert.Equal([webhookEvent.Id, webhookEvent.Id, webhookEvent.Id], receiver.Received.Select(request => request.Header("webhook-id")));
        await host.StopAsync();
        var history = await host.Store.FindEventAsync("", webhookEvent.Id, Cancellation);
        var delivery = Assert.Single(history!.Deliveries);
        Assert.Equal(DeliveryState.Dead, delivery.Delivery.State);
        Assert.Equal(3, delivery.Attempts.Count);
    }

    [Fact]
    public async Task Ten_thousand_events_to_twenty_endpoints_arrive_once_each()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DispatchHost.StartAsync(builder =>
        {
            builder.UseInMemoryStore();
            for (var i = 0; i < 20; i++)
            {
                builder.AddEndpoint(Some.Endpoint(receiver, $"e{i}") with { EventTypes = [$"type.e{i}"] });
            }
        });
        var events = Enumerable.Range(0, 10_000).Select(i => Some.Event($"type.e{i % 20}")).ToList();

        await Parallel.ForEachAsync(events, Cancellation, async (webhookEvent, token) => await host.Publisher.PublishAsync(webhookEvent, cancellationToken: token));
        for (var i = 0; i < events.Count; i++)
        {
            await host.Seen.NextDeliveredAsync();
        }

        Assert.Equal(events.Select(webhookEvent => webhookEvent.Id).Order(), receiver.Received.Select(request => request.Header("webhook-id")!).Order());
    }
}
