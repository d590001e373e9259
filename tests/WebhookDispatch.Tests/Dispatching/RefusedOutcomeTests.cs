using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Dispatching;

/// <summary>Outcomes that a store cannot hold, whatever the cause: no store of ours is known to have any.</summary>
public sealed class RefusedOutcomeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_the_store_cannot_hold_is_left_out_and_its_outcome_and_the_others_are_written()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((request, context) =>
            context.Response.WriteAsync(request.Header("webhook-id") == "evt_bad" ? "poison" : "thanks", Token));
        await using var host = await DurableHost.StartAsync(Some.Endpoint(receiver));
        host.Store.Refuses = settlement => settlement.Attempt?.ResponseExcerpt == "poison";

        await Task.WhenAll(new[] { "evt_1", "evt_bad", "evt_2" }.Select(id => host.Publisher.PublishAsync(Some.Event(id: id), cancellationToken: Token).AsTask()));
        string[] written = [await NextAsync(host), await NextAsync(host), await NextAsync(host)];

        Assert.Equal(["evt_1", "evt_2", "evt_bad"], written.Order(StringComparer.Ordinal));
        var poisoned = Assert.Single((await host.DeliveryOfAsync("evt_bad")).Attempts).Attempt;
        Assert.Equal((true, null, true), (poisoned.Succeeded, poisoned.ResponseExcerpt, poisoned.ResponseTruncated));
        Assert.Equal("thanks", Assert.Single((await host.DeliveryOfAsync("evt_1")).Attempts).Attempt.ResponseExcerpt);
        Assert.Contains("invalid byte sequence", (await host.Host.Logs.WhenAsync(line => line.Id == 1603)).Text, StringComparison.Ordinal);
        Assert.Single(host.Host.Logs.Lines, line => line.Id == 1603);
        Assert.DoesNotContain(host.Host.Logs.Lines, line => line.Id == 1601);
    }

    [Fact]
    public async Task An_outcome_that_the_store_takes_in_no_form_is_kept_until_it_takes_another_and_then_left_out()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync(Some.Endpoint(receiver, "bad"), Some.Endpoint(receiver, "good"));
        var health = host.Host.Services.GetRequiredService<HealthCheckService>();
        host.Store.Refuses = settlement => settlement.Delivery.EndpointId == "bad";

        await host.Publisher.PublishAsync(Some.Event(id: "evt_bad"), new PublishOptions { EndpointId = "bad" }, Token);
        await host.Clock.WhenSleepingAsync(length => length > TimeSpan.Zero && length < TimeSpan.FromMilliseconds(200)).WaitAsync(Patience.Token);
        Assert.Equal(HealthStatus.Degraded, (await health.CheckHealthAsync(Token)).Status);
        await host.Publisher.PublishAsync(Some.Event(id: "evt_good"), new PublishOptions { EndpointId = "good" }, Token);
        await host.Host.Seen.NextDeliveredAsync();
        await host.Host.Seen.NextDeliveredAsync();
        host.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal("evt_good", await NextAsync(host));
        await host.Host.Logs.WhenAsync(line => line.Id == 1604);
        await host.Publisher.PublishAsync(Some.Event(id: "evt_next"), new PublishOptions { EndpointId = "good" }, Token);
        Assert.Equal("evt_next", await NextAsync(host));
        Assert.Equal(DeliveryState.Waiting, (await host.DeliveryOfAsync("evt_bad")).Delivery.State);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Token)).Status);
    }

    private static async Task<string> NextAsync(DurableHost host) => (await host.Store.NextSettledAsync(SettlementKind.Delivered)).Delivery.Event.Id;
}
