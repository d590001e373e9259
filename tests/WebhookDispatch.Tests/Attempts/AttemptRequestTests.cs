using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Attempts;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Attempts;

/// <summary>What an attempt puts on the wire, and what it does not.</summary>
public sealed class AttemptRequestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_attempt_carries_these_headers_and_no_others()
    {
        var clock = new TestClock();

        var request = await SentAsync(Some.Event(id: "evt_1"), clock: clock, change: endpoint => endpoint with { Headers = new Dictionary<string, string>() });

        Assert.Equal(
            ["Content-Length", "Content-Type", "Host", "User-Agent", "webhook-id", "webhook-signature", "webhook-timestamp"],
            request.Headers.Select(header => header.Key).Order(StringComparer.Ordinal));
        Assert.Equal("evt_1", request.Header("webhook-id"));
        Assert.Equal(clock.GetUtcNow().ToUnixTimeSeconds().ToString(null as IFormatProvider), request.Header("webhook-timestamp"));
        Assert.Equal("WebhookDispatch/1.0", request.Header("User-Agent"));
        Assert.Equal("application/json", request.Header("Content-Type"));
    }

    [Fact]
    [Covers(typeof(SendingOptions), nameof(SendingOptions.UserAgent))]
    public async Task The_user_agent_is_what_the_options_say()
    {
        var request = await SentAsync(options: options => options.Sending.UserAgent = "Acme-Webhooks/2.1 (+https://acme.example)");

        Assert.Equal("Acme-Webhooks/2.1 (+https://acme.example)", request.Header("User-Agent"));
    }

    [Fact]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.Headers))]
    public async Task The_endpoints_headers_are_added()
    {
        var request = await SentAsync(change: endpoint => endpoint with
        {
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer abc", ["X-Tenant"] = "a, b; c=\"d\"" },
        });

        Assert.Equal("Bearer abc", request.Header("Authorization"));
        Assert.Equal("a, b; c=\"d\"", request.Header("X-Tenant"));
    }

    [Fact]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.Url))]
    public async Task The_request_goes_to_the_endpoints_path_and_query()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost();

        await host.Sender.SendAsync(Some.Endpoint(new Uri(receiver.Url, "/a%2Fb/in?x=%20y&z")), Some.Event(), Token);

        Assert.Equal("/a%2Fb/in", Assert.Single(receiver.Received).Path);
    }

    [Fact]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.Secrets))]
    public async Task The_endpoints_secret_signs()
    {
        var own = WebhookSecret.Generate();

        var request = await SentAsync(change: endpoint => endpoint with { Secrets = [own] });

        Assert.True(new WebhookVerifier(WebhookScheme.Standard, own).Verify(request.Headers, request.Body).IsValid);
        Assert.False(new WebhookVerifier(WebhookScheme.Standard, Some.Secret).Verify(request.Headers, request.Body).IsValid);
    }

    [Fact]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.Schemes))]
    public async Task Each_of_the_endpoints_schemes_adds_its_headers()
    {
        WebhookScheme[] schemes = [WebhookScheme.GitHub, WebhookScheme.Stripe, WebhookScheme.Shopify, WebhookScheme.Slack, WebhookScheme.Hex, WebhookScheme.Svix];

        var request = await SentAsync(change: endpoint => endpoint with { Schemes = schemes });

        Assert.All(schemes, scheme => Assert.True(new WebhookVerifier(scheme, Some.Secret).Verify(request.Headers, request.Body).IsValid, scheme.Name));
        Assert.Null(request.Header("webhook-signature"));
        Assert.NotNull(request.Header("webhook-id"));
    }

    [Fact]
    public async Task A_scheme_that_names_the_event_type_sends_it()
    {
        var request = await SentAsync(Some.Event("push", id: "evt_9"), change: endpoint => endpoint with { Schemes = [WebhookScheme.GitHub] });

        Assert.Equal("push", request.Header("X-GitHub-Event"));
        Assert.Equal("evt_9", request.Header("X-GitHub-Delivery"));
    }

    [Fact]
    public async Task Any_content_type_and_any_bytes_arrive_as_they_are()
    {
        byte[] body = [0, 0xFF, 0x0D, 0x0A, 0x80, .. "<a/>"u8];

        var request = await SentAsync(WebhookEvent.FromBytes("report.made", body, "application/xml; charset=utf-8"));

        Assert.Equal(body, request.Body);
        Assert.Equal("application/xml; charset=utf-8", request.Header("Content-Type"));
    }

    [Fact]
    public async Task An_empty_body_is_signed_and_sent()
    {
        var request = await SentAsync(WebhookEvent.FromBytes("ping", []));

        Assert.Empty(request.Body);
        Assert.True(new WebhookVerifier(WebhookScheme.Standard, Some.Secret).Verify(request.Headers, request.Body).IsValid);
    }

    [Fact]
    public async Task A_cookie_that_a_receiver_sets_is_not_sent_back()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, context) =>
        {
            context.Response.Headers.SetCookie = "session=abc; Path=/";
            return Task.CompletedTask;
        });
        await using var host = new SenderHost();

        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);
        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.Equal(2, receiver.Received.Count);
        Assert.All(receiver.Received, request => Assert.Null(request.Header("Cookie")));
    }

    [Fact]
    public async Task A_challenge_is_not_answered()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Negotiate";
            return Task.CompletedTask;
        });

        Assert.Equal("http_401", (await Attempted.OnceAsync(receiver.Url)).Outcome);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task The_proxy_of_the_process_is_not_used()
    {
        await using var proxy = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var receiver = await RecordingReceiver.StartAsync();
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Url);
        try
        {
            Assert.True((await Attempted.OnceAsync(receiver.Url)).Succeeded);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Equal((1, 0), (receiver.Received.Count, proxy.Accepted));
    }

    [Fact]
    public async Task A_handler_that_an_application_adds_sees_every_attempt()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(500, 200);
        await using var host = new SenderHost(build: builder => builder.HttpClient.AddHttpMessageHandler(() => new Stamping()));

        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.Equal(["1", "2"], receiver.Received.Select(request => request.Header("X-Stamp")));
    }

    private static async Task<ReceivedRequest> SentAsync(
        WebhookEvent? webhookEvent = null,
        Func<WebhookEndpoint, WebhookEndpoint>? change = null,
        Action<WebhookDispatchOptions>? options = null,
        TimeProvider? clock = null)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(options, clock: clock);
        var endpoint = Some.Endpoint(receiver);
        var result = await host.Sender.SendAsync(change?.Invoke(endpoint) ?? endpoint, webhookEvent ?? Some.Event(), Token);
        Assert.True(result.Delivered);
        return Assert.Single(receiver.Received);
    }

    private sealed class Stamping : DelegatingHandler
    {
        private int _count;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("X-Stamp", $"{++_count}");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
