using System.Text;
using System.Text.Json;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Connections;

public sealed class AuthenticationTests
{
    private static readonly WebhookSecret Password = WebhookSecret.FromText("s3cr3t pässword");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.Authentication))]
    public async Task Every_attempt_shows_user_and_password()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(503, 204);
        await using var host = new SenderHost();

        await host.Sender.SendAsync(Some.Endpoint(receiver) with { Authentication = new BasicAuthentication("us€r", Password) }, Some.Event(), Token);

        Assert.Equal(2, receiver.Received.Count);
        Assert.All(receiver.Received, request => Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("us€r:s3cr3t pässword"))}", request.Header("Authorization")));
    }

    [Fact]
    public async Task Every_attempt_shows_the_token()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost();

        await host.Sender.SendAsync(Some.Endpoint(receiver) with { Authentication = new BearerAuthentication(WebhookSecret.FromText("t0k3n")) }, Some.Event(), Token);

        Assert.Equal("Bearer t0k3n", Assert.Single(receiver.Received).Header("Authorization"));
    }

    public static TheoryData<string> Refusals => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_cannot_be_used_is_refused_before_anything_is_sent_and_named(string expected)
    {
        await using var host = new SenderHost(options => options.Egress.AllowInsecureHttp = true);

        var refusal = await Assert.ThrowsAsync<InvalidEndpointException>(() => host.Sender.SendAsync(Refused[expected](), Some.Event(), Token).AsTask());

        Assert.StartsWith(expected, Assert.Single(refusal.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_text_nor_JSON_shows_what_is_secret()
    {
        var endpoint = Https() with
        {
            Authentication = new OAuthClientCredentials { TokenUrl = new Uri("https://auth.example/token?s3cr3t"), ClientId = "s3cr3t", ClientSecret = Password },
            Tls = new EndpointTls { ClientKey = Password, ClientCertificate = "s3cr3t" },
        };

        Assert.DoesNotContain("s3cr3t", $"{endpoint} {endpoint.Authentication} {endpoint.Tls} {new BasicAuthentication("s3cr3t", Password)} {new BearerAuthentication(Password)}", StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t p", JsonSerializer.Serialize(new { endpoint.Tls, Basic = new BasicAuthentication("u", Password) }), StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, Func<WebhookEndpoint>> Refused = new(StringComparer.Ordinal)
    {
        ["Headers: 'Authorization' is set by Authentication"] = () => With(new BasicAuthentication("u", Password)) with { Headers = new Dictionary<string, string> { ["authorization"] = "s3cr3t" } },
        ["Authentication is set and Url uses http"] = () => With(new BasicAuthentication("u", Password)) with { Url = new Uri("http://acme-receiver.com/") },
        ["Authentication.UserName is empty"] = () => With(new BasicAuthentication("a:b", Password)),
        ["Authentication.Password is missing"] = () => With(new BasicAuthentication("u", WebhookSecret.FromText("s3cr3t\n"))),
        ["Authentication.Token is missing"] = () => With(new BearerAuthentication(WebhookSecret.FromText("s3cr3t token"))),
        ["Authentication.TokenUrl: The URL is missing"] = () => With(Client() with { TokenUrl = null! }),
        ["Authentication.TokenUrl: The URL names an address"] = () => With(Client() with { TokenUrl = new Uri("https://10.0.0.1/token") }),
        ["Authentication.TokenUrl uses http"] = () => With(Client() with { TokenUrl = new Uri("http://auth-server.com/token") }),
        ["Authentication.ClientId is empty"] = () => With(Client() with { ClientId = "" }),
        ["Authentication.ClientSecret is missing"] = () => With(Client() with { ClientSecret = null! }),
        ["Authentication.Scope is empty"] = () => With(Client() with { Scope = "" }),
        ["Authentication.Audience is empty"] = () => With(Client() with { Audience = "a\nb" }),
        ["Tls is set and Url does not use https"] = () => Https() with { Url = new Uri("http://127.0.0.1:9/"), Tls = Pinned() },
        ["Tls sets nothing"] = () => Https() with { Tls = new EndpointTls() },
        ["Tls.TrustedAuthorities holds no PEM certificate"] = () => Https() with { Tls = new EndpointTls { TrustedAuthorities = "s3cr3t" } },
        ["Tls.TrustedAuthorities holds no root"] = () => Https() with { Tls = new EndpointTls { TrustedAuthorities = Leaf() } },
        ["Tls.PinnedCertificates holds 'abc'"] = () => Https() with { Tls = new EndpointTls { PinnedCertificates = ["abc"] } },
        ["Tls.PinnedCertificates is null or holds more than 10"] = () => Https() with { Tls = new EndpointTls { PinnedCertificates = [.. Enumerable.Repeat(new string('0', 64), 11)] } },
        ["Tls.ClientKey is missing"] = () => Https() with { Tls = new EndpointTls { ClientCertificate = Leaf() } },
        ["Tls.ClientCertificate is missing"] = () => Https() with { Tls = new EndpointTls { ClientKey = Password } },
        ["Tls.ClientCertificate and Tls.ClientKey do not fit"] = () => Https() with { Tls = new EndpointTls { ClientCertificate = Leaf(), ClientKey = OtherKey() } },
    };

    private static WebhookEndpoint Https() => Some.Endpoint(new Uri("https://acme-receiver.com/in"));

    private static WebhookEndpoint With(EndpointAuthentication authentication) => Https() with { Authentication = authentication };

    private static OAuthClientCredentials Client() => new() { TokenUrl = new Uri("https://auth-server.com/token"), ClientId = "sender", ClientSecret = Password };

    private static EndpointTls Pinned() => new() { PinnedCertificates = [new string('0', 64)] };

    private static string Leaf()
    {
        using var authority = new TestAuthority();
        using var leaf = authority.Issue();
        return leaf.ExportCertificatePem();
    }

    private static WebhookSecret OtherKey()
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        return WebhookSecret.FromText(key.ExportPkcs8PrivateKeyPem());
    }
}
