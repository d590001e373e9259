using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Egress;
using WebhookDispatch.Endpoints;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Egress;

public sealed class EgressProxyTests
{
    private const string Name = "hooks.acme-receiver.com";
    private static readonly IPAddress Public = IPAddress.Parse("93.184.216.34");

    [Fact]
    public async Task A_proxy_that_only_forwards_is_told_the_vetted_address_and_TLS_ends_at_the_receiver()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(Name);
        await using var receiver = await RecordingReceiver.StartAsync(listen: options => options.UseHttps(certificate));
        await using var proxy = new ConnectProxy(receiver.Url.Port);
        await using var host = Host(proxy.Url, EgressProxyTrust.ForwardsOnly, new KnownNames(Public));

        var attempt = await SendAsync(host, $"https://{Name}/hooks", new EndpointTls { TrustedAuthorities = authority.Pem });

        Assert.Equal("delivered", attempt.Outcome);
        Assert.Equal("CONNECT 93.184.216.34:443 HTTP/1.1\r\nHost: 93.184.216.34:443\r\n\r\n", Assert.Single(proxy.Heads));
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task A_proxy_that_guards_addresses_is_told_the_name_and_nothing_is_resolved_here()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var proxy = new ConnectProxy(receiver.Url.Port);
        var names = new ScriptedResolver(["10.0.0.1"]);
        await using var host = Host(proxy.Url.Replace("//", "//user:p%40ss@", StringComparison.Ordinal), EgressProxyTrust.GuardsAddresses, names);

        var attempt = await SendAsync(host, $"http://{Name}/hooks");

        Assert.Equal("delivered", attempt.Outcome);
        Assert.Equal($"CONNECT {Name}:80 HTTP/1.1\r\nHost: {Name}:80\r\nProxy-Authorization: Basic {Convert.ToBase64String("user:p@ss"u8)}\r\n\r\n", Assert.Single(proxy.Heads));
        Assert.Empty(names.Asked);
        Assert.Null(Assert.Single(receiver.Received).Header("Proxy-Authorization"));
    }

    [Theory]
    [InlineData(EgressProxyTrust.ForwardsOnly, $"http://{Name}/")]
    [InlineData(EgressProxyTrust.ForwardsOnly, "http://private.acme-receiver.com/")]
    public async Task What_is_vetted_here_never_reaches_the_proxy(EgressProxyTrust trust, string url)
    {
        await using var proxy = new ConnectProxy(leadsTo: 9);
        await using var host = Host(proxy.Url, trust, new KnownNames(IPAddress.Parse("169.254.169.254")));

        Assert.Equal("blocked_address", (await SendAsync(host, url)).Outcome);
        Assert.Empty(proxy.Heads);
    }

    [Theory]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://[fd00::1]/")]
    [InlineData("http://localhost/")]
    public async Task A_literal_address_is_refused_here_even_where_the_proxy_guards(string url)
    {
        await using var proxy = new ConnectProxy(leadsTo: 9);
        await using var host = Host(proxy.Url, EgressProxyTrust.GuardsAddresses, new KnownNames(Public));

        await Assert.ThrowsAsync<InvalidEndpointException>(() => SendAsync(host, url));
        Assert.Empty(proxy.Heads);
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\ndenied", "blocked_address")]
    [InlineData("HTTP/1.1 407 Who are you\r\n\r\n", "misconfigured")]
    [InlineData("HTTP/1.1 502 No\r\n\r\n", "connect_failed")]
    [InlineData("HTTP/1.1 503 No\r\n\r\n", "connect_failed")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n", "misconfigured")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nbytes that nobody asked for", "misconfigured")]
    [InlineData("", "misconfigured")]
    public async Task What_a_proxy_answers_is_told_apart_from_what_a_receiver_does(string answer, string outcome)
    {
        await using var proxy = new ConnectProxy(leadsTo: 9, refusal: answer);
        await using var host = Host(proxy.Url, EgressProxyTrust.GuardsAddresses, new KnownNames(Public));

        var attempt = await SendAsync(host, $"http://{Name}/");

        Assert.Equal((outcome, false), (attempt.Outcome, attempt.IsAmbiguous));
    }

    [Fact]
    public async Task Every_address_of_a_proxy_is_tried()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var proxy = new ConnectProxy(receiver.Url.Port);
        await using var host = Host($"http://egress.example:{proxy.Port}", EgressProxyTrust.GuardsAddresses, new KnownNames(IPAddress.Parse("127.0.0.9"), IPAddress.Loopback));

        Assert.Equal("delivered", (await SendAsync(host, $"http://{Name}/")).Outcome);
    }

    [Fact]
    public async Task A_proxy_that_is_away_spends_no_attempt_and_is_not_charged_to_the_endpoint()
    {
        var away = new ConnectProxy(leadsTo: 9);
        var url = away.Url;
        await away.DisposeAsync();
        await using var host = Host(url.Replace("//", "//user:s3cr3t@", StringComparison.Ordinal), EgressProxyTrust.GuardsAddresses, new KnownNames(Public));

        Assert.Equal(AttemptFailure.Misconfigured, (await SendAsync(host, $"http://{Name}/")).Failure);
        Assert.Contains("The egress proxy 127.0.0.1:", Assert.Single(host.Logs.Lines, line => line.Id == 1006).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Text.Contains("s3cr3t", StringComparison.Ordinal));
    }

    private static SenderHost Host(string proxy, EgressProxyTrust trust, INameResolver names) => new(
        options =>
        {
            options.Egress.AllowLoopback = false;
            options.Egress.AllowInsecureHttp = true;
            options.Egress.Proxy = proxy;
            options.Egress.ProxyTrust = trust;
            options.Retries.MaxRetries = 0;
        },
        builder => builder.Services.AddSingleton(names));

    private static async Task<DeliveryAttempt> SendAsync(SenderHost host, string url, EndpointTls? tls = null) =>
        Assert.Single((await host.Sender.SendAsync(Some.Endpoint(new Uri(url)) with { Tls = tls }, Some.Event(), TestContext.Current.CancellationToken)).Attempts);
}
