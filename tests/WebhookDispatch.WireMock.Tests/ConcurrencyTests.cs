using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.WireMock.Tests.Server;

namespace WebhookDispatch.WireMock.Tests;

/// <summary>Many sends at once.</summary>
public sealed class ConcurrencyTests(WireMockFixture wireMock)
{
    [Fact]
    public async Task Fifty_sends_at_once_to_five_endpoints_arrive_once_each_where_they_belong()
    {
        var receivers = Enumerable.Range(0, 5).Select(_ => wireMock.NewReceiver()).ToList();
        await Task.WhenAll(receivers.Select(receiver => receiver.AnswerWithAsync(200)));
        await using var host = new SenderHost();
        var endpoints = receivers.Select((receiver, i) => Some.Endpoint(receiver.Url, $"tenant-{i}") with { Secrets = [WebhookSecret.Generate()] }).ToList();
        var sends = Enumerable.Range(0, 50).Select(i => (Endpoint: endpoints[i % 5], Event: Some.Event(body: $$"""{"number":{{i}}}"""))).ToList();

        var results = await Task.WhenAll(sends.Select(send => SendAsync(host, send.Endpoint, send.Event)));

        Assert.All(results, result => Assert.True(result));
        for (var i = 0; i < 5; i++)
        {
            var verifier = new WebhookVerifier(WebhookScheme.Standard, endpoints[i].Secrets[0].Value);
            var received = await receivers[i].ReceivedAsync();
            Assert.All(received, request => Assert.True(verifier.Verify(request.Headers, request.Body).IsValid));
            Assert.Equal(
                sends.Where(send => send.Endpoint == endpoints[i]).Select(send => send.Event.Id).Order(StringComparer.Ordinal),
                received.Select(request => request.Header("webhook-id")).Order(StringComparer.Ordinal));
        }
    }

    private static async Task<bool> SendAsync(SenderHost host, WebhookEndpoint endpoint, WebhookEvent webhookEvent) =>
        (await host.Sender.SendAsync(endpoint, webhookEvent, TestContext.Current.CancellationToken)).Delivered;
}
