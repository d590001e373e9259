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
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(Accepted), token);
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

    [Fact]
    [FaultRow(12)]
    public async Task No_answer_is_asked_for_in_a_compressed_form()
    {
        await using var receiver = await RecordingReceiver.StartAsync();

        await Attempted.OnceAsync(receiver.Url);

        Assert.Null(Assert.Single(receiver.Received).Header("Accept-Encoding"));
    }
}
