using System.Text.Json;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Publishing;

public sealed class EnvelopeIdempotencyTests
{
    [Fact]
    public async Task The_same_data_under_the_same_key_is_the_same_event_although_its_envelope_is_new()
    {
        await using var host = await DispatchHost.StartAsync(builder => builder.UseInMemoryStore());
        var options = new PublishOptions { IdempotencyKey = "invoice-42" };

        var first = await host.Publisher.PublishAsync(Create(4200), options, TestContext.Current.CancellationToken);
        var again = await host.Publisher.PublishAsync(Create(4200), options, TestContext.Current.CancellationToken);

        Assert.Equal((first.EventId, true), (again.EventId, again.IsDuplicate));
        var clash = await Assert.ThrowsAsync<IdempotencyClashException>(
            async () => await host.Publisher.PublishAsync(Create(4300), options, TestContext.Current.CancellationToken));
        Assert.Equal(first.EventId, clash.FirstEventId);
    }

    private static WebhookEvent Create(int amount) => WebhookEvent.Create("invoice.paid", new { amount }, JsonSerializerOptions.Web);
}
