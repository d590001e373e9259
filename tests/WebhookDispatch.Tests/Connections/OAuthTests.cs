using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Connections;

public sealed class OAuthTests : IAsyncLifetime
{
    private const string ClientSecret = "cl1ent:s3cr3t";
    private RecordingReceiver _receiver = null!;
    private RecordingReceiver _server = null!;
    private int _issued;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _receiver = await RecordingReceiver.StartAsync();
        _server = (await RecordingReceiver.StartAsync()).AnswerWith(IssueAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    [Covers(typeof(OAuthClientCredentials), nameof(OAuthClientCredentials.TokenUrl))]
    [Covers(typeof(OAuthClientCredentials), nameof(OAuthClientCredentials.ClientId))]
    [Covers(typeof(OAuthClientCredentials), nameof(OAuthClientCredentials.ClientSecret))]
    [Covers(typeof(OAuthClientCredentials), nameof(OAuthClientCredentials.Scope))]
    [Covers(typeof(OAuthClientCredentials), nameof(OAuthClientCredentials.Audience))]
    public async Task A_token_is_asked_for_by_the_specification_and_shown_to_the_receiver()
    {
        await using var host = Host();

        var attempt = await SendAsync(host, Endpoint(client => client with { Scope = "hooks:write x", Audience = "https://api.example/" }));

        Assert.Equal("delivered", attempt.Outcome);
        var asked = Assert.Single(_server.Received);
        Assert.Equal($"Basic {Convert.ToBase64String("send%3Aer:cl1ent%3As3cr3t"u8)}", asked.Header("Authorization"));
        Assert.Equal("application/x-www-form-urlencoded", asked.Header("Content-Type"));
        Assert.Equal("grant_type=client_credentials&scope=hooks%3Awrite+x&audience=https%3A%2F%2Fapi.example%2F", Encoding.UTF8.GetString(asked.Body));
        Assert.Equal("Bearer t0k3n-1", Assert.Single(_receiver.Received).Header("Authorization"));
    }

    [Fact]
    public async Task A_token_is_kept_until_shortly_before_it_expires()
    {
        var clock = new TestClock();
        await using var host = Host(clock: clock);
        await SendAsync(host, Endpoint());
        clock.Advance(TimeSpan.FromSeconds(3569));
        await SendAsync(host, Endpoint());
        Assert.Single(_server.Received);

        clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(host, Endpoint());

        Assert.Equal(["Bearer t0k3n-1", "Bearer t0k3n-1", "Bearer t0k3n-2"], _receiver.Received.Select(request => request.Header("Authorization")));
    }

    [Fact]
    public async Task A_kept_token_that_the_receiver_refuses_is_exchanged_once_within_the_attempt()
    {
        _receiver.AnswerWith((request, context) =>
        {
            context.Response.StatusCode = request.Header("Authorization") == "Bearer t0k3n-2" ? 204 : request.Number == 1 ? 200 : 401;
            return Task.CompletedTask;
        });
        await using var host = Host();
        await SendAsync(host, Endpoint());

        var attempt = await SendAsync(host, Endpoint());

        Assert.Equal("delivered", attempt.Outcome);
        Assert.Equal(["Bearer t0k3n-1", "Bearer t0k3n-1", "Bearer t0k3n-2"], _receiver.Received.Select(request => request.Header("Authorization")));
        Assert.Equal(_receiver.Received[1].Body, _receiver.Received[2].Body);
        Assert.Equal(_receiver.Received[1].Header("webhook-signature"), _receiver.Received[2].Header("webhook-signature"));
    }

    [Fact]
    public async Task A_receiver_that_refuses_every_token_gets_no_more_than_two_requests_an_attempt()
    {
        _receiver.AnswerWith(401);
        await using var host = Host();

        Assert.Equal("http_401", (await SendAsync(host, Endpoint())).Outcome);
        Assert.Equal((1, 1), (_receiver.Received.Count, _server.Received.Count));
        Assert.Equal("http_401", (await SendAsync(host, Endpoint())).Outcome);
        Assert.Equal((3, 2), (_receiver.Received.Count, _server.Received.Count));
    }

    [Fact]
    public async Task A_refused_token_that_cannot_be_exchanged_leaves_the_answer_of_the_receiver()
    {
        await using var host = Host();
        await SendAsync(host, Endpoint());
        _receiver.AnswerWith(401);
        _server.AnswerWith(500);

        Assert.Equal("http_401", (await SendAsync(host, Endpoint())).Outcome);
    }

    [Theory]
    [InlineData(401, """{"error":"invalid_client","error_description":"s3cr3t"}""", "answered 401 invalid_client; check ClientId")]
    [InlineData(500, "s3cr3t", "answered 500; the server is in trouble")]
    [InlineData(429, "", "answered 429; the server is in trouble or asks for patience")]
    [InlineData(302, "", "answered 302; it has to be the URL that issues tokens")]
    [InlineData(404, "<html>s3cr3t</html>", "answered 404; check TokenUrl")]
    [InlineData(200, "", "answered 200 without a usable token")]
    [InlineData(200, "<html>s3cr3t</html>", "answered 200 without a usable token")]
    [InlineData(200, "[]", "answered 200 without a usable token")]
    [InlineData(200, """{"access_token":7,"token_type":"Bearer"}""", "answered 200 without a usable token")]
    [InlineData(200, """{"access_token":"","token_type":"Bearer"}""", "answered 200 without a usable token")]
    [InlineData(200, """{"access_token":"s3cr3t\r\nX-Evil: 1","token_type":"Bearer"}""", "answered 200 without a usable token")]
    [InlineData(200, """{"access_token":"\ud800","token_type":"Bearer"}""", "answered 200 without a usable token")]
    [InlineData(200, """{"access_token":"s3cr3t","token_type":"mac"}""", "answered 200 without a usable token")]
    [InlineData(200, """{"access_token":"s3cr3t"}""", "answered 200 without a usable token")]
    [InlineData(200, """{"access_token":"s3cr3t","token_type":"Bearer","expires_in":-1}""", "answered 200 without a usable token")]
    [InlineData(200, """{"access_token":"s3cr3t","token_type":"Bearer","expires_in":1e999}""", "answered 200 without a usable token")]
    public async Task Nonsense_sends_nothing_and_names_the_setting_without_repeating_it(int status, string answer, string detail)
    {
        _server.AnswerWith((_, context) =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(answer, context.RequestAborted);
        });
        await using var host = Host();

        var attempt = await SendAsync(host, Endpoint());

        Assert.Equal((AttemptFailure.Misconfigured, "misconfigured", false), (attempt.Failure, attempt.Outcome, attempt.IsAmbiguous));
        Assert.Empty(_receiver.Received);
        var told = Assert.Single(host.Logs.Lines, line => line.Id == 1006);
        Assert.Equal(LogLevel.Error, told.Level);
        Assert.Contains($"Authentication.TokenUrl {detail}", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Text.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_without_end_is_read_only_as_far_as_a_token_needs()
    {
        await using var endless = new RawServer(RawPeer.Repeats("HTTP/1.1 200 OK\r\n\r\n{", new string(' ', 4096)));
        await using var host = Host();

        var attempt = await SendAsync(host, Endpoint(client => client with { TokenUrl = endless.Url }));

        Assert.Equal("misconfigured", attempt.Outcome);
    }

    [Fact]
    public async Task A_silent_authorization_server_is_given_up_before_the_attempt_is()
    {
        var clock = new TestClock();
        var release = new TaskCompletionSource();
        _server.AnswerWith((_, _) => release.Task);
        await using var host = Host(clock: clock);

        var sending = SendAsync(host, Endpoint());
        await _server.NextAsync();
        clock.Advance(TimeSpan.FromSeconds(5));
        var attempt = await sending;
        release.SetResult();

        Assert.Equal(("misconfigured", TimeSpan.FromSeconds(5)), (attempt.Outcome, attempt.Duration));
        Assert.Contains("did not answer within 00:00:05", Assert.Single(host.Logs.Lines, line => line.Id == 1006).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_guard_watches_token_requests_too()
    {
        await using var host = Host(options =>
        {
            options.Egress.AllowLoopback = false;
            options.Egress.AllowInsecureHttp = true;
            options.Egress.AllowedNetworks.Add($"127.0.0.1/32:{_receiver.Url.Port}");
        });

        var refused = await Assert.ThrowsAsync<InvalidEndpointException>(() => SendAsync(host, Endpoint()));
        Assert.Contains("Authentication.TokenUrl", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Received);
    }

    [Fact]
    public async Task Attempts_that_need_a_token_together_ask_once()
    {
        var release = new TaskCompletionSource();
        _server.AnswerWith(async (request, context) =>
        {
            await release.Task;
            await IssueAsync(request, context);
        });
        await using var host = Host();

        var sending = Enumerable.Range(0, 8).Select(i => SendAsync(host, Endpoint() with { Id = $"acme{i}" })).ToList();
        await _server.NextAsync();
        release.SetResult();
        var attempts = await Task.WhenAll(sending);

        Assert.All(attempts, attempt => Assert.Equal("delivered", attempt.Outcome));
        Assert.Single(_server.Received);
    }

    [Fact]
    public async Task A_delivery_without_a_token_waits_unspent_and_goes_out_when_there_is_one()
    {
        _server.AnswerWith(401);
        await using var host = await DurableHost.StartAsync(Endpoint());
        await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);

        var released = await host.Store.NextSettledAsync(SettlementKind.Release);
        Assert.Equal((0, null), (released.Delivery.Attempts, released.Attempt));
        Assert.Empty(_receiver.Received);

        _server.AnswerWith(IssueAsync);
        host.Pass(TimeSpan.FromMinutes(1));
        await host.Store.NextSettledAsync(SettlementKind.Delivered);
        Assert.Equal("Bearer t0k3n-1", Assert.Single(_receiver.Received).Header("Authorization"));
    }

    private static SenderHost Host(Action<WebhookDispatchOptions>? set = null, TimeProvider? clock = null) => new(
        options =>
        {
            options.Retries.MaxRetries = 0;
            set?.Invoke(options);
        },
        clock: clock);

    private static async Task<DeliveryAttempt> SendAsync(SenderHost host, WebhookEndpoint endpoint) =>
        Assert.Single((await host.Sender.SendAsync(endpoint, Some.Event(), Token)).Attempts);

    private WebhookEndpoint Endpoint(Func<OAuthClientCredentials, OAuthClientCredentials>? change = null)
    {
        var client = new OAuthClientCredentials { TokenUrl = _server.Url, ClientId = "send:er", ClientSecret = WebhookSecret.FromText(ClientSecret) };
        return Some.Endpoint(_receiver) with { Authentication = change is null ? client : change(client) };
    }

    private Task IssueAsync(ReceivedRequest request, HttpContext context) => context.Response.WriteAsync(
        $$"""{"access_token":"t0k3n-{{Interlocked.Increment(ref _issued)}}","token_type":"bearer","expires_in":3600}""", context.RequestAborted);
}
