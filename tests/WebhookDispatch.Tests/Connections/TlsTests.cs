using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using WebhookDispatch.Attempts;
using WebhookDispatch.Connections;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Egress;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Connections;

/// <summary>Whom an endpoint trusts, on real handshakes.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Accepted = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    [Covers(typeof(WebhookEndpoint), nameof(WebhookEndpoint.Tls))]
    [Covers(typeof(EndpointTls), nameof(EndpointTls.TrustedAuthorities))]
    public async Task A_private_authority_is_trusted_for_the_endpoint_that_names_it_and_no_other()
    {
        using var certificate = _authority.Issue();
        await using var receiver = await StartAsync(certificate);
        await using var host = Host();

        var named = await SendAsync(host, Endpoint(receiver.Url) with { Tls = new EndpointTls { TrustedAuthorities = _authority.Pem } });
        var other = await SendAsync(host, Endpoint(receiver.Url) with { Id = "other" });

        Assert.Equal(("delivered", "tls_error"), (named.Outcome, other.Outcome));
    }

    [Theory]
    [InlineData("localhost", -1, "NotTimeValid")]
    [InlineData("elsewhere.example", 1, "RemoteCertificateNameMismatch")]
    [FaultRow(56)]
    public async Task A_trusted_authority_excuses_neither_dates_nor_name(string name, int daysUntilEnd, string reason)
    {
        using var certificate = _authority.Issue(name, daysUntilEnd);
        await AssertRefusedAsync(certificate, new EndpointTls { TrustedAuthorities = _authority.Pem }, reason);
    }

    [Fact]
    public async Task Another_authority_is_not_trusted()
    {
        using var other = new TestAuthority("Another authority");
        using var certificate = other.Issue();
        await AssertRefusedAsync(certificate, new EndpointTls { TrustedAuthorities = _authority.Pem }, "chain");
    }

    [Fact]
    [Covers(typeof(EndpointTls), nameof(EndpointTls.PinnedCertificates))]
    public async Task A_pinned_certificate_needs_no_issuer_and_a_pin_may_wait_for_the_next_one()
    {
        using var certificate = TestAuthority.SelfSigned();
        using var next = TestAuthority.SelfSigned();
        await using var server = RawServer.OverTls(certificate, RawPeer.AnswersAll(Accepted));
        await using var host = Host();
        var pins = new[] { TestAuthority.Fingerprint(next), string.Join(':', TestAuthority.Fingerprint(certificate).ToLowerInvariant().Chunk(2).Select(pair => new string(pair))) };

        var attempt = await SendAsync(host, Endpoint(server) with { Tls = new EndpointTls { PinnedCertificates = pins } });

        Assert.Equal("delivered", attempt.Outcome);
    }

    [Theory]
    [InlineData("localhost", -1)]
    [InlineData("elsewhere.example", 1)]
    public async Task A_pin_excuses_neither_dates_nor_name(string name, int daysUntilEnd)
    {
        using var certificate = TestAuthority.SelfSigned(name, daysUntilEnd);
        await AssertRefusedAsync(certificate, new EndpointTls { PinnedCertificates = [TestAuthority.Fingerprint(certificate)] }, "");
    }

    [Fact]
    public async Task A_certificate_that_is_not_pinned_is_refused_whoever_issued_it()
    {
        using var certificate = _authority.Issue();
        using var other = _authority.Issue();
        var pin = TestAuthority.Fingerprint(other);
        await AssertRefusedAsync(certificate, new EndpointTls { PinnedCertificates = [pin] }, "");
        await AssertRefusedAsync(certificate, new EndpointTls { PinnedCertificates = [pin], TrustedAuthorities = _authority.Pem }, "");
    }

    [Fact]
    public async Task With_an_authority_a_pinned_certificate_must_be_issued_by_it()
    {
        using var certificate = TestAuthority.SelfSigned();
        await AssertRefusedAsync(certificate, new EndpointTls { PinnedCertificates = [TestAuthority.Fingerprint(certificate)], TrustedAuthorities = _authority.Pem }, "");
    }

    [Fact]
    [Covers(typeof(EndpointTls), nameof(EndpointTls.ClientCertificate))]
    [Covers(typeof(EndpointTls), nameof(EndpointTls.ClientKey))]
    public async Task A_client_certificate_is_shown_and_a_changed_one_from_the_next_attempt_on()
    {
        using var certificate = _authority.Issue();
        using var first = _authority.Issue("first");
        using var second = _authority.Issue("second");
        var shown = new List<string?>();
        await using var receiver = (await StartAsync(certificate, ClientCertificateMode.RequireCertificate)).AnswerWith(async (_, context) =>
            shown.Add((await context.Connection.GetClientCertificateAsync())?.Subject));
        await using var host = Host();

        foreach (var client in new[] { first, first, second })
        {
            Assert.Equal("delivered", (await SendAsync(host, Endpoint(receiver.Url) with { Tls = ShowingItself(client) })).Outcome);
        }

        Assert.Equal(["CN=first", "CN=first", "CN=second"], shown);
        Assert.False((await SendAsync(host, Endpoint(receiver.Url) with { Tls = new EndpointTls { TrustedAuthorities = _authority.Pem } })).Succeeded);
    }

    [Fact]
    [FaultRow(56)]
    public void No_version_of_TLS_is_spoken_that_is_broken()
    {
        var protocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        var options = new EgressOptions();
        using var handler = SocketsHandlerFactory.Create(
            new SendingOptions(), new GuardedConnector(options, new AddressPolicy(options), new SystemNameResolver(), TimeProvider.System, TimeSpan.FromSeconds(5)));

        Assert.Equal(protocols, handler.SslOptions.EnabledSslProtocols);
        Assert.Equal(protocols, TlsSettings.For(new EndpointTls { TrustedAuthorities = _authority.Pem }).EnabledSslProtocols);
    }

    [Fact]
    [FaultRow(60)]
    public async Task HTTP_2_is_not_spoken_even_where_it_is_offered()
    {
        using var certificate = _authority.Issue();
        var negotiated = new TaskCompletionSource<string>();
        await using var server = new RawServer(async (socket, stream, token) =>
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] }, token);
            negotiated.TrySetResult(tls.NegotiatedApplicationProtocol.ToString());
            await RawPeer.AnswersAll(Accepted)(socket, tls, token);
        });
        await using var host = Host();

        var attempt = await SendAsync(host, Endpoint(server) with { Tls = new EndpointTls { TrustedAuthorities = _authority.Pem } });

        Assert.Equal("delivered", attempt.Outcome);
        Assert.NotEqual("h2", await negotiated.Task);
    }

    [Fact]
    [FaultRow(56)]
    public async Task A_receiver_that_speaks_TLS_1_1_is_refused()
    {
        // A ServerHello of TLS 1.1, by hand: the server's own library would no longer speak it.
        byte[] hello = [2, 0, 0, 38, 3, 2, .. new byte[32], 0, 0xC0, 0x13, 0];
        await using var server = new RawServer(async (_, stream, token) =>
        {
            await stream.ReadAtLeastAsync(new byte[5], 5, throwOnEndOfStream: true, token);
            await stream.WriteAsync((byte[])[22, 3, 2, 0, (byte)hello.Length, .. hello], token);
            await stream.CopyToAsync(Stream.Null, token);
        });
        await using var host = Host();

        var attempt = await SendAsync(host, Endpoint(server));

        Assert.Equal(("tls_error", false), (attempt.Outcome, attempt.IsAmbiguous));
        Assert.Single(host.Logs.Lines, line => line.Id == 1005);
    }

    private EndpointTls ShowingItself(X509Certificate2 client) => new()
    {
        TrustedAuthorities = _authority.Pem,
        ClientCertificate = client.ExportCertificatePem(),
        ClientKey = WebhookSecret.FromText(TestAuthority.KeyOf(client)),
    };

    private static async Task AssertRefusedAsync(X509Certificate2 certificate, EndpointTls tls, string reason)
    {
        await using var server = RawServer.OverTls(certificate, RawPeer.AnswersAll(Accepted));
        await using var host = Host();

        var attempt = await SendAsync(host, Endpoint(server) with { Tls = tls });

        Assert.Equal((AttemptFailure.Tls, "tls_error", false), (attempt.Failure, attempt.Outcome, attempt.IsAmbiguous));
        Assert.Contains(reason, Assert.Single(host.Logs.Lines, line => line.Id == 1005).Text, StringComparison.Ordinal);
    }

    private static SenderHost Host() => new(options => options.Retries.MaxRetries = 0);

    private static Task<RecordingReceiver> StartAsync(X509Certificate2 certificate, ClientCertificateMode mode = ClientCertificateMode.NoCertificate) =>
        RecordingReceiver.StartAsync(listen: options => options.UseHttps(certificate, https =>
        {
            https.ClientCertificateMode = mode;
            https.AllowAnyClientCertificate();
        }));

    private static WebhookEndpoint Endpoint(RawServer server) => Endpoint(server.Url);

    // A name, because a certificate that names none is the point of some of these.
    private static WebhookEndpoint Endpoint(Uri url) => Some.Endpoint(new Uri($"https://localhost:{url.Port}/hooks"));

    private static async Task<DeliveryAttempt> SendAsync(SenderHost host, WebhookEndpoint endpoint) =>
        Assert.Single((await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken)).Attempts);
}
