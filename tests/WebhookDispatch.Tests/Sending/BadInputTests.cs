using System.Text;
using WebhookDispatch.Attempts;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Sending;

/// <summary>What cannot be sent is refused before anything is, with an error that says what to do and repeats no secret.</summary>
public sealed class BadInputTests
{
    private const string Canary = "canary-4711";

    private static readonly Dictionary<string, Func<WebhookEndpoint, WebhookEndpoint>> Faults = new(StringComparer.Ordinal)
    {
        ["Id is not 1 to 128 characters of A-Z a-z 0-9 _ - :."] = e => e with { Id = "" },
        ["Url is missing; give an absolute one such as 'https://acme.example/hooks'."] = e => e with { Url = null! },
        ["Url: The URL must be absolute and begin with https://."] = e => e with { Url = new Uri($"/hooks/{Canary}", UriKind.Relative) },
        ["Url: The URL must begin with https://."] = e => e with { Url = new Uri($"ftp://acme.example/{Canary}") },
        ["Url: The URL carries user info (before @), which would be dropped silently; use an Authorization header instead."] = e => e with { Url = new Uri($"https://{Canary}:{Canary}@acme.example/hooks") },
        ["Url: The URL has a fragment (#), which is never sent; remove it."] = e => e with { Url = new Uri($"https://acme.example/hooks#{Canary}") },
        ["Url: The URL uses http, which anybody on the path can read; use https. Operators allow http by Egress.AllowInsecureHttp."] = e => e with { Url = new Uri($"http://acme-receiver.com/{Canary}") },
        ["Secrets holds 0; give 1 to 10, the current one first. WebhookSecret.Generate makes one."] = e => e with { Secrets = [] },
        ["Secrets holds 11; give 1 to 10, the current one first. WebhookSecret.Generate makes one."] = e => e with { Secrets = [.. Enumerable.Repeat<EndpointSecret>(Some.Secret, 11)] },
        ["Secrets holds none without ExpiresAt; the current secret must not expire, or attempts would go out unsigned."] = e => e with { Secrets = [new EndpointSecret(Some.Secret, DateTimeOffset.MaxValue)] },
        ["Secrets and the scheme 'standard' do not fit:"] = e => e with { Secrets = [WebhookSecret.FromText(Canary)] },
        ["Schemes is empty; give at least one, such as WebhookScheme.Standard."] = e => e with { Schemes = [] },
        ["Schemes holds two that write the same signature header; give each scheme once."] = e => e with { Schemes = [WebhookScheme.Hex, WebhookScheme.Hex] },
        ["Headers: The value of header \"X-Tenant\" holds a control or non-ASCII character, or begins or ends with a blank; correct it."] = e => WithHeader(e, "X-Tenant", $"a\r\nX-Evil: {Canary}"),
        ["Headers: A header name is empty or holds characters other than letters, digits and !#$%&'*+-.^_`|~; correct it."] = e => WithHeader(e, $"X-Evil\r\n{Canary}", "a"),
        ["Headers: The header \"Content-Length\" is reserved; remove it."] = e => WithHeader(e, "Content-Length", Canary),
        ["Headers: The header \"Host\" is reserved; remove it."] = e => WithHeader(e, "Host", Canary),
        ["Headers: The header \"Webhook-Id\" is reserved; remove it."] = e => WithHeader(e, "Webhook-Id", Canary),
        ["Headers: 'x-hub-signature-256' is set by the endpoint's signing scheme; remove it."] = e => WithHeader(e, "x-hub-signature-256", Canary) with { Schemes = [WebhookScheme.GitHub] },
        ["Headers: 'X-GitHub-Event' is set by the endpoint's signing scheme; remove it."] = e => WithHeader(e, "X-GitHub-Event", Canary) with { Schemes = [WebhookScheme.GitHub] },
        ["Headers holds 51; at most 50 are sent."] = e => e with { Headers = Enumerable.Range(0, 51).ToDictionary(i => $"X-{i}", _ => Canary) },
        ["EventTypes holds 'invoice.'; use a type such as 'invoice.paid', a prefix such as 'invoice.*', or '**' for all."] = e => e with { EventTypes = ["invoice."] },
        ["Overrides.AttemptTimeout is 00:03:00; set more than zero and at most 2 minutes."] = e => With(e, o => o with { AttemptTimeout = TimeSpan.FromMinutes(3) }),
        ["Overrides.AttemptTimeout is 00:00:00; set more than zero and at most 2 minutes."] = e => With(e, o => o with { AttemptTimeout = TimeSpan.Zero }),
        ["Overrides.MaxRetries is 101; set 0 to 100."] = e => With(e, o => o with { MaxRetries = 101 }),
        ["Overrides.MaxDelay is 2.00:00:00; set zero to 1 day."] = e => With(e, o => o with { MaxDelay = TimeSpan.FromDays(2) }),
        ["Overrides.BaseDelay is 00:00:09; set zero or more and at most Overrides.MaxDelay, which is 00:00:03."] = e => With(e, o => o with { BaseDelay = TimeSpan.FromSeconds(9), MaxDelay = TimeSpan.FromSeconds(3) }),
        ["Overrides.MaxInFlightInCluster is 0; set 1 to 10000."] = e => With(e, o => o with { MaxInFlightInCluster = 0 }),
        ["Overrides.Order is 7; set EndpointOrder.Any or EndpointOrder.Strict."] = e => With(e, o => o with { Order = (EndpointOrder)7 }),
        ["Overrides.SkipAfter is 1001; set 1 to 1000."] = e => With(e, o => o with { Order = EndpointOrder.Strict, SkipAfter = 1001 }),
        ["Overrides.SkipAfter is 3, which only an order can heed; set Overrides.Order to Strict, or leave SkipAfter out."] = e => With(e, o => o with { SkipAfter = 3 }),
        ["Overrides.PermanentStatuses holds 200; list statuses from 300 to 599."] = e => With(e, o => o with { PermanentStatuses = [200] }),
        ["Secrets is null; leave it out or give a list."] = e => e with { Secrets = null! },
        ["Secrets holds null; give a WebhookSecret."] = e => e with { Secrets = [null!] },
        ["Schemes is null; leave it out or give a list."] = e => e with { Schemes = null! },
        ["Schemes holds null; give a WebhookScheme."] = e => e with { Schemes = [null!] },
        ["EventTypes is null; leave it out or give a list."] = e => e with { EventTypes = null! },
        ["Headers is null; leave it out or give a dictionary."] = e => e with { Headers = null! },
        ["Headers: the value of 'X-Tenant' is null; give a text or leave it out."] = e => WithHeader(e, "X-Tenant", null!),
        ["Overrides is null; leave it out or give EndpointOverrides."] = e => e with { Overrides = null! },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Messages => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Messages))]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.EventTypes))]
    public async Task An_endpoint_that_cannot_be_used_is_refused(string message)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost();
        var endpoint = Faults[message](Some.Endpoint(receiver));

        var refusal = await Assert.ThrowsAsync<InvalidEndpointException>(() => host.Sender.SendAsync(endpoint, Some.Event(), Token).AsTask());

        Assert.StartsWith(message, Assert.Single(refusal.Errors), StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, refusal.ToString(), StringComparison.Ordinal);
        Assert.Empty(receiver.Received);
        Assert.Empty(host.Logs.Lines);
    }

    [Fact]
    public async Task All_faults_of_an_endpoint_are_reported_at_once()
    {
        await using var host = new SenderHost();
        var endpoint = new WebhookEndpoint { Id = "a b", Url = new Uri("ftp://acme.example"), Secrets = [], EventTypes = [""], Overrides = new EndpointOverrides { MaxRetries = -1 } };

        var refusal = await Assert.ThrowsAsync<InvalidEndpointException>(() => host.Sender.SendAsync(endpoint, Some.Event(), Token).AsTask());

        Assert.Equal(["Id", "Url:", "Secrets", "Overrides.MaxRetries", "EventTypes"], refusal.Errors.Select(error => error.Split(' ')[0]));
        Assert.Equal("?", refusal.EndpointId);
    }

    [Fact]
    [Covers(typeof(SendingOptions), nameof(SendingOptions.MaxPayloadBytes))]
    public async Task A_body_over_the_limit_is_refused_and_one_at_the_limit_is_sent()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(options => options.Sending.MaxPayloadBytes = 100);

        var refusal = await Assert.ThrowsAsync<PayloadTooLargeException>(
            () => host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(body: Canary.PadRight(101), id: "evt_1"), Token).AsTask());

        Assert.Equal(
            "The body of event 'evt_1' has 101 bytes; Sending.MaxPayloadBytes allows 100. Send a link to the data instead, or raise the limit.",
            refusal.Message);
        Assert.Equal(("evt_1", 101, 100), (refusal.EventId, refusal.Length, refusal.Limit));
        Assert.Empty(receiver.Received);
        Assert.True((await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(body: new string('a', 100)), Token)).Delivered);
    }

    [Theory]
    [InlineData(256 * 1024, true)]
    [InlineData((256 * 1024) + 1, false)]
    public async Task The_limit_is_256_KiB_by_default(int length, bool isSent)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost();
        var large = WebhookEvent.FromBytes("report.made", Encoding.ASCII.GetBytes(new string('a', length)));

        var refusal = await Record.ExceptionAsync(() => host.Sender.SendAsync(Some.Endpoint(receiver), large, Token).AsTask());

        Assert.Equal(isSent, refusal is null);
        Assert.Equal(isSent ? 1 : 0, receiver.Received.Count);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_registered_is_named()
    {
        await using var host = new SenderHost();

        var refusal = await Assert.ThrowsAsync<UnknownEndpointException>(async () => await host.Sender.SendAsync("billing", Some.Event(), Token));

        Assert.Equal("There is no endpoint 'billing'. Register it with AddEndpoint, in the configuration or with IWebhookEndpoints.AddAsync; another tenant's is not found.", refusal.Message);
        Assert.Equal("billing", refusal.EndpointId);
    }

    [Fact]
    public async Task Null_arguments_are_refused_by_name()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(build: builder => builder.AddEndpoint(Some.Endpoint(receiver, "billing")));

        await AssertNullAsync("endpoint", async () => await host.Sender.SendAsync((WebhookEndpoint)null!, Some.Event(), Token));
        await AssertNullAsync("endpointId", async () => await host.Sender.SendAsync((string)null!, Some.Event(), Token));
        await AssertNullAsync("webhookEvent", async () => await host.Sender.SendAsync(Some.Endpoint(receiver), null!, Token));
        await AssertNullAsync("webhookEvent", async () => await host.Sender.SendAsync("billing", null!, Token));
        await AssertNullAsync("id", async () => await host.DeadLetters.GetAsync(null!, Token));
        await AssertNullAsync("id", async () => await host.DeadLetters.RemoveAsync(null!, Token));
        await AssertNullAsync("id", async () => await host.DeadLetters.ReplayAsync(null!, cancellationToken: Token));
        Assert.Empty(receiver.Received);
    }

    private static async Task AssertNullAsync(string parameter, Func<Task> call) =>
        Assert.Equal(parameter, (await Assert.ThrowsAsync<ArgumentNullException>(call)).ParamName);

    private static WebhookEndpoint WithHeader(WebhookEndpoint endpoint, string name, string value) =>
        endpoint with { Headers = new Dictionary<string, string> { [name] = value } };

    private static WebhookEndpoint With(WebhookEndpoint endpoint, Func<EndpointOverrides, EndpointOverrides> change) =>
        endpoint with { Overrides = change(endpoint.Overrides) };
}
