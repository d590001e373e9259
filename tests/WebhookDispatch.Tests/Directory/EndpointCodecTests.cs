using System.Reflection;
using System.Text;
using WebhookDispatch.Directory;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Secrets;
using WebhookDispatch.Signing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Directory;

public sealed class EndpointCodecTests
{
    private static readonly EndpointOverrides AllOverrides = new()
    {
        AllowHttp2 = true,
        AttemptTimeout = TimeSpan.FromSeconds(7),
        MaxRetries = 3,
        BaseDelay = TimeSpan.FromSeconds(1),
        MaxDelay = TimeSpan.FromSeconds(9),
        PermanentStatuses = [404],
        RetryDelays = [TimeSpan.FromSeconds(5)],
        MaxInFlight = 3,
        AttemptsPerSecond = 2.5,
        MaxInFlightInCluster = 4,
        Order = EndpointOrder.Strict,
        SkipAfter = 5,
    };

    private static readonly WebhookEndpoint Everything = new()
    {
        Id = "acme",
        Tenant = "red",
        Url = new Uri("https://acme.example/hooks?a=b"),
        Secrets = [new EndpointSecret(Some.Secret), new EndpointSecret(WebhookSecret.FromText("text"), DateTimeOffset.UnixEpoch.AddYears(60))],
        Schemes = [WebhookScheme.GitHub, WebhookScheme.Hex],
        EventTypes = ["invoice.*"],
        Headers = new Dictionary<string, string> { ["X-Team"] = "red" },
        IsEnabled = false,
        DisabledReason = "unpaid",
        Metadata = new Dictionary<string, string> { ["customer"] = "17" },
        Overrides = AllOverrides,
        Authentication = new OAuthClientCredentials
        {
            TokenUrl = new Uri("https://auth.example/token"),
            ClientId = "sender",
            ClientSecret = WebhookSecret.FromText("client secret"),
            Scope = "hooks",
            Audience = "api",
        },
        Tls = new EndpointTls
        {
            TrustedAuthorities = "authorities",
            PinnedCertificates = [new string('0', 64)],
            ClientCertificate = "certificate",
            ClientKey = WebhookSecret.FromText("client key"),
        },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_property_of_an_endpoint_is_kept(bool isProtected)
    {
        var codec = Codec(isProtected);
        var plain = new WebhookEndpoint { Id = "other", Url = new Uri("https://other.example/") };

        var read = (await codec.DecodeAsync(await codec.EncodeAsync(Everything, 0, Token), Token)).Endpoint;

        // Not set in the sample would be kept by forgetting it.
        Assert.Empty(Settable(typeof(WebhookEndpoint)).Where(property => Same(property.GetValue(Everything), property.GetValue(plain))).Select(property => property.Name));
        Assert.Empty(new object[] { AllOverrides, Everything.Tls!, Everything.Authentication! }.SelectMany(part => Settable(part.GetType()).Where(property => property.GetValue(part) is null).Select(property => property.Name)));
        Assert.Empty(Settable(typeof(WebhookEndpoint)).Where(property => !Same(property.GetValue(Everything), property.GetValue(read))).Select(property => property.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_row_of_before_is_read_as_it_was_meant(bool isProtected)
    {
        const string Row = """
            {"url":"https://acme.example/hooks","secrets":[{"text":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","isText":false},{"text":"text","isText":true,"expiresAt":"2030-01-01T00:00:00+00:00"}],
             "schemes":["github"],"eventTypes":["**"],"headers":{"X-Team":"red"},"overrides":{"attemptTimeout":"00:00:07","permanentStatuses":[404],"retryDelays":["00:00:05"],"maxInFlight":3,"attemptsPerSecond":2.5},
             "enabled":false,"disabledReason":"unpaid"}
            """;

        var stored = await Codec(isProtected).DecodeAsync(new EndpointDocument("red", "acme", 4, Encoding.UTF8.GetBytes(Row)), Token);

        Assert.Equal(!isProtected, stored.IsCurrent);
        Assert.Equal(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "text"], stored.Endpoint.Secrets.Select(secret => secret.Value.Reveal()));
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), stored.Endpoint.Secrets[1].ExpiresAt);
        Assert.Equal("red", stored.Endpoint.Headers["X-Team"]);
        Assert.Equal((TimeSpan.FromSeconds(7), 3, 2.5), (stored.Endpoint.Overrides.AttemptTimeout, stored.Endpoint.Overrides.MaxInFlight, stored.Endpoint.Overrides.AttemptsPerSecond));
        Assert.Equal([TimeSpan.FromSeconds(5)], stored.Endpoint.Overrides.RetryDelays);
        Assert.Equal((false, "unpaid"), (stored.Endpoint.IsEnabled, stored.Endpoint.DisabledReason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_kind_of_authentication_is_kept_and_none_in_plain_where_there_is_a_key(bool isProtected)
    {
        EndpointAuthentication[] kinds = [new BasicAuthentication("user", WebhookSecret.FromText("passw0rd")), new BearerAuthentication(WebhookSecret.FromText("t0k3n")), Everything.Authentication!];
        foreach (var kind in kinds)
        {
            var document = await Codec(isProtected).EncodeAsync(Everything with { Authentication = kind }, 0, Token);

            Assert.Equal(kind, (await Codec(isProtected).DecodeAsync(document, Token)).Endpoint.Authentication);
            var text = Encoding.UTF8.GetString(document.Content.Span);
            Assert.All(["passw0rd", "t0k3n", "client secret", "client key"], secret => Assert.False(isProtected && text.Contains(secret, StringComparison.Ordinal)));
            Assert.DoesNotContain("client", $"{EndpointSecrets.Of(Everything)} {EndpointAccess.Of(Everything)} {EndpointAccess.Of(Everything)!.Authentication} {EndpointAccess.Of(Everything)!.Tls}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_kept_in_memory_does_not_print_itself()
    {
        var stored = await Codec(false).DecodeAsync(await Codec(false).EncodeAsync(Everything, 0, Token), Token);

        Assert.DoesNotContain(Some.SecretText, $"{stored} {EndpointSecrets.Of(Everything)} {EndpointSecrets.Of(Everything).Signing[0]}", StringComparison.Ordinal);
    }

    private static EndpointCodec Codec(bool isProtected) => new(new SecretProtection(isProtected ? new AesGcmSecretProtector([Some.Key()]) : null, new SecretsOptions()));

    private static IEnumerable<PropertyInfo> Settable(Type type) => OptionCoverageTests.Settable(type);

    private static bool Same(object? one, object? other) => (one, other) switch
    {
        (string, _) or (null, _) or (_, null) => Equals(one, other),
        (EndpointOverrides or EndpointTls, _) => Settable(one.GetType()).All(property => Same(property.GetValue(one), property.GetValue(other))),
        (System.Collections.IEnumerable these, System.Collections.IEnumerable those) => these.Cast<object>().SequenceEqual(those.Cast<object>()),
        _ => Equals(one, other),
    };
}
