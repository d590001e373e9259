using System.Net;
using System.Net.Sockets;
using WebhookDispatch.Egress;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Egress;

public sealed class GuardedConnectorTests
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.1", "localhost")]
    [InlineData("::1", "[::1]")]
    [InlineData("::1", "localhost")]
    public async Task Allowed_loopback_is_reached_by_a_real_request(string listening, string host)
    {
        using var listener = new LoopbackListener(IPAddress.Parse(listening));
        using var client = Client(new EgressOptions { AllowLoopback = true }, new ScriptedResolver(["10.0.0.1"]));

        var answered = listener.AnswerOneAsync();
        using var response = await PostAsync(client, $"http://{host}:{listener.Port}/x");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.StartsWith("POST /x HTTP/1.1\r\n", await answered, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("private.example.com")]
    public async Task A_denied_host_is_never_dialled(string host)
    {
        using var listener = new LoopbackListener(IPAddress.Loopback);
        using var client = Client(new EgressOptions(), new ScriptedResolver(["127.0.0.1"]));

        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(client, $"http://{host}:{listener.Port}/"));

        Assert.IsType<BlockedAddressException>(failed.InnerException);
        await listener.AssertNobodyCalledAsync();
    }

    [Theory]
    [InlineData("127.0.0.1", "10.0.0.5")]
    [InlineData("10.0.0.5", "127.0.0.1")]
    public async Task One_forbidden_answer_keeps_the_allowed_one_from_being_dialled(params string[] answers)
    {
        using var listener = new LoopbackListener(IPAddress.Loopback);
        var connector = Connector(Allowing($"127.0.0.1/32:{listener.Port}"), new ScriptedResolver(answers));

        await Assert.ThrowsAsync<BlockedAddressException>(async () => await connector.ConnectAsync("hooks.example.com", listener.Port, Stop));

        await listener.AssertNobodyCalledAsync();
    }

    [Fact]
    public async Task Each_attempt_is_decided_on_what_it_dials_when_the_answer_changes()
    {
        // 127.0.0.1 stands for the public address, by an exception for it alone; 127.0.0.2 is as private as ever.
        using var visible = new LoopbackListener(IPAddress.Loopback);
        using var hidden = new LoopbackListener(IPAddress.Parse("127.0.0.2"), visible.Port);
        using var client = Client(Allowing($"127.0.0.1/32:{visible.Port}"), new ScriptedResolver(["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1"]));
        var url = $"http://rebind.example.com:{visible.Port}/";

        var first = visible.AnswerOneAsync();
        using var delivered = await PostAsync(client, url);
        await first;
        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(client, url));
        var third = visible.AnswerOneAsync();
        using var again = await PostAsync(client, url);
        await third;

        Assert.IsType<BlockedAddressException>(failed.InnerException);
        Assert.DoesNotContain("127.0.0.2", failed.Message, StringComparison.Ordinal);
        await hidden.AssertNobodyCalledAsync();
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public async Task Vetted_addresses_are_tried_in_turn_up_to_the_limit(int tries, bool reached)
    {
        using var listener = new LoopbackListener(IPAddress.Loopback);
        var options = new EgressOptions { AllowLoopback = true, MaxConnectTries = tries };
        var connector = Connector(options, new ScriptedResolver(["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.1"]));

        if (reached)
        {
            await using var stream = await connector.ConnectAsync("hooks.example.com", listener.Port, Stop);
            Assert.True(Assert.IsType<NetworkStream>(stream).Socket.NoDelay);
        }
        else
        {
            var refused = await Assert.ThrowsAsync<SocketException>(async () => await connector.ConnectAsync("hooks.example.com", listener.Port, Stop));
            Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
            Assert.DoesNotContain("127.0.0", refused.Message, StringComparison.Ordinal);
            await listener.AssertNobodyCalledAsync();
        }
    }

    [Fact]
    public async Task An_address_that_drops_every_packet_leaves_time_for_the_next()
    {
        using var listener = new LoopbackListener(IPAddress.Loopback);
        using var silent = await FullBacklog.StartAsync(IPAddress.Parse("127.0.0.2"), listener.Port);
        var options = new EgressOptions { AllowLoopback = true };
        var connector = new GuardedConnector(
            options, new AddressPolicy(options), new ScriptedResolver(["127.0.0.2", "127.0.0.1"]), TimeProvider.System, TimeSpan.FromSeconds(1));

        await using var stream = await connector.ConnectAsync("hooks.example.com", listener.Port, Patience.Token);

        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)Assert.IsType<NetworkStream>(stream).Socket.RemoteEndPoint!).Address);
    }

    [Fact]
    [FaultRow(33)]
    public async Task An_idle_connection_asks_its_host_whether_it_is_still_there()
    {
        using var listener = new LoopbackListener(IPAddress.Loopback);
        var connector = Connector(new EgressOptions { AllowLoopback = true }, new ScriptedResolver(["127.0.0.1"]));

        await using var stream = await connector.ConnectAsync("hooks.example.com", listener.Port, Stop);

        var socket = Assert.IsType<NetworkStream>(stream).Socket;
        Assert.NotEqual(0, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(10, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
    }

    [Fact]
    public async Task The_peer_is_checked_again_once_connected()
    {
        using var listener = new LoopbackListener(IPAddress.Loopback);
        var connector = new GuardedConnector(new EgressOptions(), new OnlyOnce(), new ScriptedResolver(["127.0.0.1"]), TimeProvider.System, ConnectTimeout);

        await Assert.ThrowsAsync<BlockedAddressException>(async () => await connector.ConnectAsync("hooks.example.com", listener.Port, Stop));

        using var dropped = await listener.AcceptAsync();
        Assert.Equal(0, await dropped.ReceiveAsync(new byte[1], Stop));
    }

    [Fact]
    public async Task A_proxy_is_refused_because_it_would_dial_unvetted()
    {
        using var proxy = new LoopbackListener(IPAddress.Loopback);
        using var handler = Handler(new EgressOptions { AllowLoopback = true }, new ScriptedResolver(["127.0.0.1"]));
        handler.UseProxy = true;
        handler.Proxy = new WebProxy($"http://127.0.0.1:{proxy.Port}");
        using var client = new HttpMessageInvoker(handler);

        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(client, "http://hooks.example.com/"));

        var blocked = Assert.IsType<BlockedAddressException>(failed.InnerException);
        Assert.Contains("UseProxy", blocked.OperatorDetail, StringComparison.Ordinal);
        await proxy.AssertNobodyCalledAsync();
    }

    [Fact]
    public async Task A_failed_lookup_is_told_apart_from_a_failed_connection()
    {
        using var unresolved = Client(new EgressOptions(), new ScriptedResolver([[]]));
        using var closed = new LoopbackListener(IPAddress.Loopback);
        var port = closed.Port;
        closed.Dispose();
        using var refusing = Client(new EgressOptions { AllowLoopback = true }, new ScriptedResolver(["127.0.0.1"]));

        var lookup = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(unresolved, "http://hooks.example.com/"));
        var connect = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(refusing, $"http://hooks.example.com:{port}/"));

        Assert.IsType<NameResolutionFailedException>(lookup.InnerException);
        Assert.IsType<SocketException>(connect.InnerException);
    }

    [Fact]
    public async Task A_header_that_passes_the_rules_arrives_as_one_line()
    {
        using var listener = new LoopbackListener(IPAddress.Loopback);
        using var client = Client(new EgressOptions { AllowLoopback = true }, new ScriptedResolver(["127.0.0.1"]));
        (string Name, string Value)[] headers = [("X-Empty", ""), ("X-Tab", "a\tb"), ("X-Marks", "a: b, \"c\"; ~!"), ("Authorization", "Bearer x y"), ("Date", "never")];
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{listener.Port}/");
        Assert.All(headers, header => Assert.True(HeaderRules.Check(header.Name, header.Value).IsAllowed));
        Assert.All(headers, header => Assert.True(request.Headers.TryAddWithoutValidation(header.Name, header.Value)));

        var answered = listener.AnswerOneAsync();
        using var response = await client.SendAsync(request, Stop);

        var lines = (await answered).Split("\r\n");
        Assert.All(headers, header => Assert.Single(lines, line => line == $"{header.Name}: {header.Value}"));
    }

    private static EgressOptions Allowing(string network) => new() { AllowedNetworks = { network } };

    private static GuardedConnector Connector(EgressOptions options, INameResolver names) =>
        new(options, new AddressPolicy(options), names, TimeProvider.System, ConnectTimeout);

    private static SocketsHttpHandler Handler(EgressOptions options, INameResolver names) =>
        new() { UseProxy = false, ConnectCallback = Connector(options, names).ConnectAsync };

    private static HttpMessageInvoker Client(EgressOptions options, INameResolver names) => new(Handler(options, names));

    private static async Task<HttpResponseMessage> PostAsync(HttpMessageInvoker client, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);

        // A request that gets past the guard meets a listener that never answers; it shall fail, not hang the run.
        return await client.SendAsync(request, Stop).WaitAsync(TimeSpan.FromSeconds(30), Stop);
    }

    private sealed class OnlyOnce : IAddressPolicy
    {
        private bool _asked;

        public bool IsAllowed(IPAddress address, int port) => !_asked && (_asked = true);
    }
}
