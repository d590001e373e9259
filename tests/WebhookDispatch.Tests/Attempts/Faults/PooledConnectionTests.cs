using System.Net.Sockets;
using System.Text;
using WebhookDispatch.Endpoints;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Attempts.Faults;

/// <summary>Connections that are used again when their other end has gone.</summary>
public sealed class PooledConnectionTests
{
    private const string Accepted = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [FaultRow(59)]
    public async Task A_connection_that_was_closed_while_idle_costs_no_attempt()
    {
        var (posts, closed) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var server = new RawServer(async (socket, stream, token) =>
        {
            await RawPeer.DrainRequestAsync(stream, token);
            Interlocked.Increment(ref posts);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), token);
            socket.Close();
            closed.TrySetResult();
        });
        await using var host = new SenderHost();

        var first = await host.Sender.SendAsync(Some.Endpoint(server.Url), Some.Event(), Token);
        await closed.Task.WaitAsync(Patience.Token);
        var second = await host.Sender.SendAsync(Some.Endpoint(server.Url), Some.Event(), Token);

        Assert.Equal(("delivered", "delivered"), (Assert.Single(first.Attempts).Outcome, Assert.Single(second.Attempts).Outcome));
        Assert.Equal((2, 2), (posts, server.Accepted));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [FaultRow(59)]
    public async Task A_request_that_was_read_before_its_connection_broke_is_not_sent_again_unseen(bool reset)
    {
        var posts = 0;
        await using var server = new RawServer(async (socket, stream, token) =>
        {
            await RawPeer.DrainRequestAsync(stream, token);
            Interlocked.Increment(ref posts);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Accepted), token);
            await RawPeer.DrainRequestAsync(stream, token);
            Interlocked.Increment(ref posts);
            if (reset)
            {
                RawServer.Reset(socket);
            }
        });
        await using var host = new SenderHost(options => options.Retries.MaxRetries = 0);

        await host.Sender.SendAsync(Some.Endpoint(server.Url), Some.Event(), Token);
        var second = Assert.Single((await host.Sender.SendAsync(Some.Endpoint(server.Url), Some.Event(), Token)).Attempts);

        Assert.Equal(("connection_reset", true), (second.Outcome, second.IsAmbiguous));
        Assert.Equal((2, 1), (posts, server.Accepted));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Losing_all_connections_that_were_used_before_does_not_open_the_circuit(bool tls, bool reset)
    {
        // A proxy that is reloaded does that: more of them at once than the failures in a row that open a circuit.
        const int Connections = 8;
        using var authority = new TestAuthority();
        using var certificate = authority.Issue();
        var (connected, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        async Task AnswerOnceAsync(Socket socket, Stream stream, CancellationToken token)
        {
            await RawPeer.DrainRequestAsync(stream, token);
            if (Interlocked.Increment(ref connected) == Connections)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(token);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Accepted), token);
            await RawPeer.DrainRequestAsync(stream, token);
            if (reset)
            {
                RawServer.Reset(socket);
            }
        }

        await using var server = tls ? RawServer.OverTls(certificate, AnswerOnceAsync) : new RawServer(AnswerOnceAsync);
        await using var host = new SenderHost(options => options.Retries.MaxRetries = 0);
        var endpoint = Some.Endpoint(tls ? new Uri($"https://localhost:{server.Port}/hooks") : server.Url) with
        {
            Tls = tls ? new EndpointTls { TrustedAuthorities = authority.Pem } : null,
        };

        var used = await SendAsync(host, endpoint, Connections);
        var lost = await SendAsync(host, endpoint, Connections);
        var next = await SendAsync(host, endpoint, 1);

        Assert.All(used, outcome => Assert.Equal("delivered", outcome));
        Assert.All(lost, outcome => Assert.Equal("connection_reset", outcome));
        Assert.Equal(["delivered"], next);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Losing_new_connections_opens_it(bool reset)
    {
        await using var server = new RawServer(async (socket, stream, token) =>
        {
            await RawPeer.DrainRequestAsync(stream, token);
            if (reset)
            {
                RawServer.Reset(socket);
            }
        });
        await using var host = new SenderHost(options => options.Retries.MaxRetries = 0);

        await SendAsync(host, Some.Endpoint(server.Url), 5);

        Assert.Equal(["none"], await SendAsync(host, Some.Endpoint(server.Url), 1));
    }

    [Fact]
    [FaultRow(12)]
    public async Task No_answer_is_asked_for_in_a_compressed_form()
    {
        await using var receiver = await RecordingReceiver.StartAsync();

        await Attempted.OnceAsync(receiver.Url);

        Assert.Null(Assert.Single(receiver.Received).Header("Accept-Encoding"));
    }

    private static Task<string[]> SendAsync(SenderHost host, WebhookEndpoint endpoint, int times) => Task.WhenAll(Enumerable.Range(0, times).Select(async _ =>
        (await host.Sender.SendAsync(endpoint, Some.Event(), Token)).Attempts.SingleOrDefault()?.Outcome ?? "none"));
}
