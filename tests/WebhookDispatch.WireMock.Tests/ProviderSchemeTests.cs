using System.Security.Cryptography;
using System.Text;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.WireMock.Tests.Server;

namespace WebhookDispatch.WireMock.Tests;

/// <summary>
/// Events as well-known providers send them. The expected headers are computed here from the providers' documentation, so that
/// signer and verifier cannot be wrong together.
/// </summary>
public sealed class ProviderSchemeTests(WireMockFixture wireMock)
{
    private const string Key = "It's a Secret to Everybody";
    private const string Second = "1767323045";
    private readonly TestClock _clock = new();

    [Fact]
    public async Task A_push_is_signed_as_GitHub_does()
    {
        const string delivery = "72d3162e-cc78-11e3-81ab-4c9367dc0958";
        const string body = """{"ref":"refs/heads/main","repository":{"full_name":"octo/hello"},"commits":[{"message":"Fix é"}]}""";

        var request = await SendAsync(WebhookScheme.GitHub, "push", body, delivery);

        Assert.Equal("sha256=" + Hex(body), request.Header("X-Hub-Signature-256"));
        Assert.Equal("push", request.Header("X-GitHub-Event"));
        Assert.Equal(delivery, request.Header("X-GitHub-Delivery"));
    }

    [Fact]
    public async Task A_charge_is_signed_as_Stripe_does()
    {
        const string body = """{"id":"evt_1NG8Du2eZvKYlo2C","object":"event","type":"charge.succeeded","data":{"object":{"amount":2000,"currency":"eur"}}}""";

        var request = await SendAsync(WebhookScheme.Stripe, "charge.succeeded", body);

        Assert.Equal($"t={Second},v1={Hex($"{Second}.{body}")}", request.Header("Stripe-Signature"));
    }

    [Fact]
    public async Task The_key_of_Stripe_is_the_whole_text_of_the_secret_with_its_prefix()
    {
        var request = await SendAsync(WebhookScheme.Stripe, "charge.succeeded", "{}", key: Some.SecretText);

        Assert.Equal($"t={Second},v1={Hex($"{Second}.{{}}", Some.SecretText)}", request.Header("Stripe-Signature"));
    }

    [Fact]
    public async Task An_order_is_signed_as_Shopify_does()
    {
        const string body = """{"id":820982911946154508,"total_price":"403.00","currency":"USD"}""";

        var request = await SendAsync(WebhookScheme.Shopify, "orders_create", body, "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043");

        Assert.Equal(Convert.ToBase64String(Mac(body)), request.Header("X-Shopify-Hmac-Sha256"));
        Assert.Equal("orders_create", request.Header("X-Shopify-Topic"));
        Assert.Equal("b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", request.Header("X-Shopify-Webhook-Id"));
    }

    [Fact]
    public async Task A_mention_is_signed_as_Slack_does()
    {
        const string body = """{"type":"event_callback","event":{"type":"app_mention","text":"<@U0LAN0Z89> is it?"}}""";

        var request = await SendAsync(WebhookScheme.Slack, "app_mention", body);

        Assert.Equal(Second, request.Header("X-Slack-Request-Timestamp"));
        Assert.Equal("v0=" + Hex($"v0:{Second}:{body}"), request.Header("X-Slack-Signature"));
    }

    [Fact]
    public async Task The_hex_scheme_writes_the_bare_mac_of_the_body()
    {
        var request = await SendAsync(WebhookScheme.Hex, "payment.completed", """{"amount":4200}""");

        Assert.Equal(Hex("""{"amount":4200}"""), request.Header("X-Webhook-Signature"));
    }

    [Fact]
    public async Task A_hex_header_may_have_a_name_and_a_prefix_of_its_own()
    {
        var request = await SendAsync(WebhookScheme.HexHeader("X-Acme-Signature", "sha256="), "payment.completed", """{"amount":4200}""");

        Assert.Equal("sha256=" + Hex("""{"amount":4200}"""), request.Header("X-Acme-Signature"));
    }

    [Fact]
    public async Task An_endpoint_with_two_schemes_gets_the_headers_of_both()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(200);
        await using var host = new SenderHost();
        var endpoint = Some.Endpoint(receiver.Url) with { Schemes = [WebhookScheme.Standard, WebhookScheme.Hex] };

        await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);

        var request = Assert.Single(await receiver.ReceivedAsync());
        Assert.All(
            endpoint.Schemes,
            scheme => Assert.True(new WebhookVerifier(scheme, Some.Secret).Verify(request.Headers, request.Body).IsValid));
    }

    private async Task<ReceivedRequest> SendAsync(WebhookScheme scheme, string type, string body, string? id = null, string key = Key)
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(200);
        await using var host = new SenderHost(clock: _clock);
        var secret = WebhookSecret.FromText(key);
        var endpoint = new WebhookEndpoint { Id = "acme", Url = receiver.Url, Secrets = [secret], Schemes = [scheme] };
        var webhookEvent = Some.Event(type, body, id);

        var result = await host.Sender.SendAsync(endpoint, webhookEvent, TestContext.Current.CancellationToken);

        Assert.True(result.Delivered);
        var request = Assert.Single(await receiver.ReceivedAsync());
        Assert.Equal(Encoding.UTF8.GetBytes(body), request.Body);
        Assert.Equal(webhookEvent.Id, request.Header("webhook-id"));
        Assert.Null(request.Header("webhook-signature"));
        var verifier = new WebhookVerifier(new WebhookVerifierOptions().Accept(scheme, secret), _clock);
        Assert.Equal(WebhookVerificationResult.Valid, verifier.Verify(request.Headers, request.Body).Reason);
        return request;
    }

    private static string Hex(string content, string key = Key) => Convert.ToHexStringLower(Mac(content, key));

    private static byte[] Mac(string content, string key = Key) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(content));
}
