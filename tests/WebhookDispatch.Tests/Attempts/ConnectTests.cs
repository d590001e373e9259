using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Attempts;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Egress;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Attempts;

/// <summary>What can go wrong before a request is sent.</summary>
public sealed class ConnectTests
{
    private static readonly Uri Elsewhere = new("https://hooks.acme-receiver.com/in");

    [Fact]
    [FaultRow(56)]
    public async Task A_certificate_that_nobody_vouches_for_fails_the_handshake()
    {
        using var certificate = SelfSigned("localhost");
        await using var server = new RawServer(async (_, stream, token) =>
        {
            await using var tls = new SslStream(stream);
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, token);
                await RawServer.ReadRequestAsync(tls, token);
            }
            catch (System.Security.Authentication.AuthenticationException)
            {
                // The client has refused the certificate.
            }
        });

        var attempt = await Attempted.OnceAsync(new Uri($"https://localhost:{server.Port}/hooks"));

        Assert.Equal((AttemptFailure.Tls, "tls_error"), (attempt.Failure, attempt.Outcome));
        Assert.False(attempt.IsAmbiguous);
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_fails_the_handshake()
    {
        await using var server = new RawServer(async (socket, stream, token) =>
        {
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), token);
            socket.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null, token);
        });

        var attempt = await Attempted.OnceAsync(new Uri($"https://127.0.0.1:{server.Port}/hooks"));

        Assert.Equal(AttemptFailure.Tls, attempt.Failure);
    }

    [Fact]
    [FaultRow(57)]
    [Covers(typeof(SendingOptions), nameof(SendingOptions.ConnectTimeout))]
    public async Task A_handshake_that_never_ends_is_cut_by_the_connect_timeout()
    {
        await using var server = new RawServer((_, stream, token) => stream.CopyToAsync(Stream.Null, token));

        var attempt = await Attempted.OnceAsync(
            new Uri($"https://127.0.0.1:{server.Port}/hooks"),
            options => options.Sending.ConnectTimeout = TimeSpan.FromMilliseconds(200));

        Assert.Equal((AttemptFailure.ConnectTimeout, "connect_timeout"), (attempt.Failure, attempt.Outcome));
        Assert.InRange(attempt.Duration, TimeSpan.FromMilliseconds(190), TimeSpan.FromSeconds(4.5));
    }

    [Fact]
    [FaultRow(32)]
    public async Task A_host_that_drops_every_packet_is_cut_by_the_connect_timeout()
    {
        using var silent = await FullBacklog.StartAsync();

        var attempt = await Attempted.OnceAsync(
            new Uri($"http://127.0.0.1:{silent.Port}/hooks"),
            options => options.Sending.ConnectTimeout = TimeSpan.FromMilliseconds(300));

        Assert.Equal((AttemptFailure.ConnectTimeout, "connect_timeout"), (attempt.Failure, attempt.Outcome));
        Assert.InRange(attempt.Duration, TimeSpan.FromMilliseconds(290), TimeSpan.FromSeconds(4.5));
    }

    [Fact]
    [FaultRow(58)]
    public async Task A_name_without_an_address_is_trouble_with_names()
    {
        var attempt = await Attempted.OnceAsync(Elsewhere, build: Resolving());

        Assert.Equal((AttemptFailure.NameResolution, "dns_error"), (attempt.Failure, attempt.Outcome));
        Assert.False(attempt.IsAmbiguous);
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_blocked_and_not_retried()
    {
        var attempt = await Attempted.OnceAsync(
            Elsewhere,
            options =>
            {
                options.Egress.AllowLoopback = false;
                options.Retries.MaxRetries = 5;
            },
            Resolving(IPAddress.Loopback));

        Assert.Equal((AttemptFailure.BlockedAddress, "blocked_address"), (attempt.Failure, attempt.Outcome));
    }

    private static Action<IWebhookDispatchBuilder> Resolving(params IPAddress[] addresses) =>
        builder => builder.Services.AddSingleton<INameResolver>(new KnownNames(addresses));

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
