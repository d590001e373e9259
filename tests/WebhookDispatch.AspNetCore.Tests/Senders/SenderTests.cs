using System.Net;
using System.Security.Cryptography;
using System.Text;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Senders;

/// <summary>Each kind of sender: where its ids and types are, and what it wants answered at once.</summary>
public sealed class SenderTests
{
    private static readonly WebhookSecret Text = WebhookSecret.FromText("It's a Secret to Everybody");

    public static TheoryData<string, string, string, string, string> Named => new()
    {
        { "standard", "", """{"id":"evt_body","type":"invoice.paid"}""", "evt_1", "invoice.paid" },
        { "svix", "", """{"type":"invoice.paid"}""", "evt_1", "invoice.paid" },
        { "github", "X-GitHub-Event: push", """{"type":"not this"}""", "evt_1", "push" },
        { "github", "X-GitHub-Event: push", "payload=%7B%7D", "evt_1", "push" },
        { "stripe", "", """{"id":"evt_3","object":"event","type":"charge.succeeded"}""", "evt_3", "charge.succeeded" },
        { "shopify", "X-Shopify-Topic: orders/create", """{"id":5}""", "evt_1", "orders/create" },
        { "slack", "", """{"type":"event_callback","event_id":"Ev08","event":{"type":"app_mention"}}""", "Ev08", "app_mention" },
        { "slack", "", """{"type":"app_rate_limited"}""", "", "app_rate_limited" },
        { "zoom", "", """{"event":"meeting.started","event_ts":1767323045000,"payload":{}}""", "", "meeting.started" },
        { "hex", "", """{"id":"evt_5","type":"invoice.paid"}""", "evt_5", "invoice.paid" },
        { "hex", "webhook-id: evt_6", """{"type":"invoice.paid"}""", "evt_6", "invoice.paid" },
        { "hex", "", """{"type":"invoice.paid"}""", "", "invoice.paid" },
        { "hex:X-Acme:sha256=", "", """{"id":"evt_7","type":"invoice.paid"}""", "evt_7", "invoice.paid" },
    };

    [Theory]
    [MemberData(nameof(Named))]
    public async Task Ids_and_types_are_found_where_the_sender_writes_them(string schemeName, string header, string body, string id, string type)
    {
        var taken = new List<ReceivedWebhook>();
        var scheme = Scheme(schemeName);
        await using var host = await StartAsync(scheme, webhook => taken.Add(webhook));

        using var answer = await host.SendAsync(Signed(scheme, body, header));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var hash = "sha256-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        Assert.Equal((id.Length > 0 ? id : hash, type), (Assert.Single(taken).Id, taken[0].Type));
        Assert.Equal(scheme.HasReplayProtection, taken[0].Timestamp is not null);
    }

    [Fact]
    public async Task The_ping_of_GitHub_is_answered_without_a_handler_unless_there_is_one_for_it()
    {
        var taken = new List<ReceivedWebhook>();
        await using var host = await StartAsync(WebhookScheme.GitHub, taken.Add);
        await using var own = await ReceiverHost.StartAsync(hooks => hooks.Verify(WebhookScheme.GitHub, Text).On("ping", _ => Task.FromResult(WebhookResult.RetryLater())));

        using var answer = await host.SendAsync(Signed(WebhookScheme.GitHub, """{"zen":"Design for failure."}""", "X-GitHub-Event: ping"));
        using var handled = await own.SendAsync(Signed(WebhookScheme.GitHub, """{"zen":"Design for failure."}""", "X-GitHub-Event: ping"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(taken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, handled.StatusCode);
    }

    [Fact]
    public async Task The_challenge_of_Slack_is_answered_when_Slack_signed_it_and_only_then()
    {
        const string Challenge = """{"token":"x","challenge":"3eZbrw1aB","type":"url_verification"}""";
        var taken = new List<ReceivedWebhook>();
        await using var host = await StartAsync(WebhookScheme.Slack, taken.Add);

        using var answer = await host.SendAsync(Signed(WebhookScheme.Slack, Challenge));
        using var forged = await host.SendAsync(SignedRequest.Of(WebhookScheme.Slack, Encoding.UTF8.GetBytes(Challenge), secret: WebhookSecret.FromText("other")));

        Assert.Equal("3eZbrw1aB", await answer.Content.ReadAsStringAsync(Patience.Token));
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Empty(taken);
    }

    [Fact]
    public async Task The_validation_of_a_URL_by_Zoom_is_answered_with_a_MAC_of_its_token()
    {
        const string Validation = """{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}""";
        var taken = new List<ReceivedWebhook>();
        await using var host = await StartAsync(WebhookScheme.Zoom, taken.Add);

        using var answer = await host.SendAsync(Signed(WebhookScheme.Zoom, Validation));
        using var forged = await host.SendAsync(SignedRequest.Of(WebhookScheme.Zoom, Encoding.UTF8.GetBytes(Validation), secret: WebhookSecret.FromText("other")));

        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Text.Reveal()), "qgg8vlvZRS6UYooatFL8Aw"u8));
        Assert.Equal($$"""{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"{{mac}}"}""", await answer.Content.ReadAsStringAsync(Patience.Token));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Empty(taken);
    }

    [Fact]
    public async Task A_Svix_receiver_takes_the_complete_webhook_family_too_and_no_mixture()
    {
        await using var host = await StartAsync(WebhookScheme.Svix, _ => { });
        var standard = SignedRequest.Of(WebhookScheme.Standard, """{"type":"a"}""");
        var svix = SignedRequest.Of(WebhookScheme.Svix, """{"type":"a"}""");

        using var family = await host.SendAsync(standard);
        using var mixture = await host.SendAsync(svix.Without("svix-id").With("webhook-id", "evt_1"));

        Assert.Equal(HttpStatusCode.OK, family.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, mixture.StatusCode);
    }

    [Fact]
    public async Task The_application_can_read_ids_and_types_itself()
    {
        var taken = new List<ReceivedWebhook>();
        await using var host = await ReceiverHost.StartAsync(hooks => hooks
            .Verify(WebhookScheme.Hex, Text)
            .ReadId(request => request.Context.Request.Headers["X-Delivery"])
            .ReadType(request => request.Body.Length > 4 ? "upload" : null)
            .OnOther(webhook =>
            {
                taken.Add(webhook);
                return Task.CompletedTask;
            }));

        using var binary = await host.SendAsync(SignedRequest.Of(WebhookScheme.Hex, [0xFF, 0xD8, 0xFF, 0xE0, 0], secret: Text).With("X-Delivery", "d.1"));
        using var fallback = await host.SendAsync(SignedRequest.Of(WebhookScheme.Hex, "{}"u8.ToArray(), secret: Text).With("X-Delivery", "d.2"));
        using var unfit = await host.SendAsync(SignedRequest.Of(WebhookScheme.Hex, [0xFF, 0xD8, 0xFF, 0xE0, 0], secret: Text).With("X-Delivery", "two words"));

        Assert.Equal([("d.1", "upload"), ("d.2", null)], taken.Select(webhook => (webhook.Id, webhook.Type)));
        Assert.Equal(HttpStatusCode.OK, binary.StatusCode);
        Assert.Equal(HttpStatusCode.OK, fallback.StatusCode);
        Assert.Contains("\"errors\":{\"id\":[", await unfit.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
    }

    private static WebhookScheme Scheme(string name) => WebhookScheme.TryGet(name, out var scheme) ? scheme : throw new ArgumentOutOfRangeException(nameof(name));

    private static SignedRequest Signed(WebhookScheme scheme, string body, string header = "")
    {
        var request = SignedRequest.Of(scheme, Encoding.UTF8.GetBytes(body), secret: scheme.IsKeyedByText ? Text : SignedRequest.Secret);
        return header.Split(": ") is [var name, var value] ? request.With(name, value) : request;
    }

    private static Task<ReceiverHost> StartAsync(WebhookScheme scheme, Action<ReceivedWebhook> take) => ReceiverHost.StartAsync(hooks => hooks
        .Verify(scheme, scheme.IsKeyedByText ? Text : SignedRequest.Secret)
        .OnOther(webhook =>
        {
            take(webhook);
            return Task.CompletedTask;
        }));
}
