using System.Diagnostics;
using System.Text.Json;
using WebhookDispatch.Events;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.WireMock.Tests.Server;

namespace WebhookDispatch.WireMock.Tests;

/// <summary>What a receiver gets.</summary>
public sealed class RequestTests(WireMockFixture wireMock)
{
    [Fact]
    public async Task A_request_carries_the_event_its_signature_and_nothing_else()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(200);
        var clock = new TestClock();
        await using var host = new SenderHost(clock: clock);
        var endpoint = Some.Endpoint(receiver.Url) with { Headers = new Dictionary<string, string> { ["X-Tenant"] = "acme-eu", ["Authorization"] = "Bearer abc" } };
        var webhookEvent = Some.Event(body: """{"amount":4200,"note":"ünïcode ☃"}""");

        // An ambient trace with baggage, as any web application has one: by default .NET sends all three headers on.
        using var ambient = new Activity("checkout").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("internal", "name").Start();
        ambient.TraceStateString = "vendor=1";

        var result = await host.Sender.SendAsync(endpoint, webhookEvent, TestContext.Current.CancellationToken);

        Assert.True(result.Delivered);
        var request = Assert.Single(await receiver.ReceivedAsync());
        Assert.Equal(
            ["authorization", "content-length", "content-type", "host", "user-agent", "webhook-id", "webhook-signature", "webhook-timestamp", "x-tenant"],
            request.Headers.Select(header => header.Key.ToLowerInvariant()).Order(StringComparer.Ordinal));
        Assert.Equal("POST", request.Method);
        Assert.Equal(webhookEvent.Body.ToArray(), request.Body);
        Assert.Equal("application/json", request.Header("Content-Type"));
        Assert.Equal("WebhookDispatch/1.0", request.Header("User-Agent"));
        Assert.Equal("acme-eu", request.Header("X-Tenant"));
        Assert.Equal("Bearer abc", request.Header("Authorization"));
        Assert.Equal(webhookEvent.Id, request.Header("webhook-id"));
        Assert.Equal("1767323045", request.Header("webhook-timestamp"));
        Assert.StartsWith("v1,", request.Header("webhook-signature"), StringComparison.Ordinal);

        var verification = Verifier(clock).Verify(request.Headers, request.Body);
        Assert.Equal(WebhookVerificationResult.Valid, verification.Reason);
        Assert.Equal(webhookEvent.Id, verification.Id);
        Assert.Equal(clock.GetUtcNow(), verification.Timestamp);
    }

    [Fact]
    public async Task What_arrived_no_longer_verifies_with_one_byte_or_the_id_changed()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(200);
        var clock = new TestClock();
        await using var host = new SenderHost(clock: clock);

        await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        var request = Assert.Single(await receiver.ReceivedAsync());
        var otherBody = request.Body.ToArray();
        otherBody[^1] ^= 1;
        var otherId = request.Headers.Select(header => header.Key == "webhook-id" ? KeyValuePair.Create(header.Key, "evt_other") : header);
        Assert.Equal(WebhookVerificationResult.SignatureMismatch, Verifier(clock).Verify(request.Headers, otherBody).Reason);
        Assert.Equal(WebhookVerificationResult.SignatureMismatch, Verifier(clock).Verify(otherId, request.Body).Reason);
    }

    [Fact]
    public async Task A_body_of_any_bytes_arrives_as_it_is_with_its_content_type()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(200);
        await using var host = new SenderHost();
        var bytes = Enumerable.Range(0, 70_000).Select(i => (byte)(i * 7)).ToArray();
        var webhookEvent = WebhookEvent.FromBytes("report.ready", bytes, "application/vnd.acme.report; charset=utf-8");

        await host.Sender.SendAsync(Some.Endpoint(receiver.Url), webhookEvent, TestContext.Current.CancellationToken);

        var request = Assert.Single(await receiver.ReceivedAsync());
        Assert.Equal(bytes, request.Body);
        Assert.Equal("application/vnd.acme.report; charset=utf-8", request.Header("Content-Type"));
        Assert.Equal("70000", request.Header("Content-Length"));
    }

    [Fact]
    public async Task An_envelope_arrives_with_the_id_and_type_of_its_headers()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(200);
        await using var host = new SenderHost();
        var webhookEvent = WebhookEvent.Create("invoice.paid", new { Number = "A-17", Total = 12.5m });

        await host.Sender.SendAsync(Some.Endpoint(receiver.Url), webhookEvent, TestContext.Current.CancellationToken);

        var request = Assert.Single(await receiver.ReceivedAsync());
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(request.Header("webhook-id"), body.RootElement.GetProperty("id").GetString());
        Assert.Equal("invoice.paid", body.RootElement.GetProperty("type").GetString());
        Assert.Equal("A-17", body.RootElement.GetProperty("data").GetProperty("number").GetString());
    }

    [Fact]
    public async Task The_user_agent_is_the_one_that_was_set()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(200);
        await using var host = new SenderHost(options => options.Sending.UserAgent = "Acme-Webhooks/2.1");

        await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal("Acme-Webhooks/2.1", Assert.Single(await receiver.ReceivedAsync()).Header("User-Agent"));
    }

    [Fact]
    public async Task Trace_context_is_sent_when_it_was_asked_for()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(200);
        await using var host = new SenderHost(options => options.Sending.PropagateTraceContext = true);
        using var ambient = new Activity("checkout").SetIdFormat(ActivityIdFormat.W3C).Start();

        await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        var traceParent = Assert.Single(await receiver.ReceivedAsync()).Header("traceparent");
        Assert.Contains(ambient.TraceId.ToHexString(), traceParent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_that_a_receiver_sets_is_not_sent_back()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(StubResponse.WithHeader(200, "Set-Cookie", "session=1; Path=/"));
        await using var host = new SenderHost();

        await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);
        await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        var received = await receiver.ReceivedAsync();
        Assert.Equal(2, received.Count);
        Assert.All(received, request => Assert.Null(request.Header("Cookie")));
    }

    [Fact]
    public async Task While_a_secret_is_rotated_either_one_verifies()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(200);
        var clock = new TestClock();
        await using var host = new SenderHost(clock: clock);
        var (current, retiring) = (WebhookSecret.Generate(), WebhookSecret.Generate());
        var endpoint = Some.Endpoint(receiver.Url) with { Secrets = [current, new(retiring, clock.GetUtcNow() + TimeSpan.FromHours(1))] };

        await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromHours(1));
        await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);

        var received = await receiver.ReceivedAsync();
        Assert.Equal([2, 1], received.Select(request => request.Header("webhook-signature")!.Split(' ').Length));
        Assert.True(Verifier(clock, current).Verify(received[1].Headers, received[1].Body).IsValid);
        Assert.False(Verifier(clock, retiring).Verify(received[1].Headers, received[1].Body).IsValid);
        var duringRotation = new WebhookVerifierOptions { Tolerance = TimeSpan.FromHours(1) }.Accept(WebhookScheme.Standard, retiring);
        Assert.True(new WebhookVerifier(duringRotation, clock).Verify(received[0].Headers, received[0].Body).IsValid);
    }

    private static WebhookVerifier Verifier(TestClock clock, WebhookSecret? secret = null) =>
        new(new WebhookVerifierOptions().Accept(WebhookScheme.Standard, secret ?? Some.Secret), clock);
}
