using System.Net;
using System.Net.Sockets;
using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Attempts;

/// <summary>What a receiver can do wrong on the wire, and the word for it.</summary>
public sealed class AttemptFaultTests
{
    [Fact]
    public async Task A_refused_connection_is_a_failed_connect()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://{listener.LocalEndpoint}/hooks");
        listener.Stop();

        var attempt = await Attempted.OnceAsync(url);

        AssertFailed(AttemptFailure.ConnectFailed, "connect_failed", attempt);
        Assert.False(attempt.IsAmbiguous);
    }

    [Fact]
    public async Task A_reset_after_the_request_is_ambiguous()
    {
        await using var server = new RawServer(async (socket, stream, token) =>
        {
            await RawServer.ReadRequestAsync(stream, token);
            RawServer.Reset(socket);
        });

        var attempt = await Attempted.OnceAsync(server.Url);

        AssertFailed(AttemptFailure.ConnectionReset, "connection_reset", attempt);
        Assert.True(attempt.IsAmbiguous);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-")]
    public async Task An_end_before_the_headers_are_complete_is_ambiguous(string response)
    {
        await using var server = RawServer.Answering(response);

        var attempt = await Attempted.OnceAsync(server.Url);

        AssertFailed(AttemptFailure.ConnectionReset, "connection_reset", attempt);
    }

    [Theory]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n")]
    [InlineData("HTTP/1.1 99 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 1000 OK\r\n\r\n")]
    [InlineData("HTTP/9.9 200 OK\r\n\r\n")]
    [InlineData("ICY 200 OK\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")]
    [InlineData("HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 042 OK\r\nContent-Length: 0\r\n\r\n")]
    public async Task An_answer_that_is_not_HTTP_is_a_protocol_error(string response)
    {
        await using var server = RawServer.Answering(response);

        var attempt = await Attempted.OnceAsync(server.Url);

        AssertFailed(AttemptFailure.ProtocolError, "protocol_error", attempt);
    }

    [Theory]
    [InlineData("X-Large: ", 1_000_000, "")]
    [InlineData("X: ", 1, "X-Small: 1\r\n")]
    public async Task Headers_without_end_are_too_large(string header, int length, string repeated)
    {
        var headers = string.Concat(Enumerable.Repeat(repeated, 10_000));
        await using var server = RawServer.Answering($"HTTP/1.1 200 OK\r\n{headers}{header}{new string('a', length)}\r\n\r\n");

        var attempt = await Attempted.OnceAsync(server.Url);

        AssertFailed(AttemptFailure.ResponseHeadersTooLarge, "response_headers_too_large", attempt);
    }

    [Fact]
    public async Task A_receiver_that_stays_silent_is_timed_out_at_the_deadline()
    {
        var clock = new TestClock();
        var asked = new TaskCompletionSource();
        await using var server = new RawServer(async (_, stream, token) =>
        {
            await RawServer.ReadRequestAsync(stream, token);
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });

        var sending = Attempted.OnceAsync(server.Url, clock: clock);
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(15));
        var attempt = await sending;

        AssertFailed(AttemptFailure.Timeout, "timeout", attempt);
        Assert.True(attempt.IsAmbiguous);
        Assert.Equal(TimeSpan.FromSeconds(15), attempt.Duration);
    }

    [Fact]
    public async Task A_status_line_that_trickles_in_does_not_extend_the_deadline()
    {
        var clock = new TestClock();
        var begun = new TaskCompletionSource();
        await using var server = new RawServer(async (_, stream, token) =>
        {
            await RawServer.ReadRequestAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 20"u8.ToArray(), token);
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });

        var sending = Attempted.OnceAsync(server.Url, clock: clock);
        await begun.Task;
        clock.Advance(TimeSpan.FromSeconds(15));

        AssertFailed(AttemptFailure.Timeout, "timeout", await sending);
    }

    [Fact(Timeout = 30_000)]
    public async Task After_101_the_endless_body_is_not_read()
    {
        await using var server = new RawServer(async (_, stream, token) =>
        {
            await RawServer.ReadRequestAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"u8.ToArray(), token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });

        var attempt = await Attempted.OnceAsync(server.Url, clock: new TestClock());

        Assert.Equal((AttemptFailure.HttpStatus, 101, "http_101"), (attempt.Failure, attempt.StatusCode!.Value, attempt.Outcome));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(304)]
    [InlineData(401)]
    [InlineData(407)]
    [InlineData(500)]
    [InlineData(600)]
    [InlineData(999)]
    public async Task Any_other_status_is_reported_as_it_is(int status)
    {
        await using var server = RawServer.Answering($"HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\n\r\n");

        var attempt = await Attempted.OnceAsync(server.Url);

        Assert.Equal((AttemptFailure.HttpStatus, status, $"http_{status}"), (attempt.Failure, attempt.StatusCode!.Value, attempt.Outcome));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_refused_and_never_followed(int status)
    {
        await using var target = await RecordingReceiver.StartAsync();
        await using var server = RawServer.Answering($"HTTP/1.1 {status} Elsewhere\r\nLocation: {target.Url}\r\nContent-Length: 0\r\n\r\n");

        var attempt = await Attempted.OnceAsync(server.Url);

        Assert.Equal((AttemptFailure.RedirectRefused, status, "redirect_refused"), (attempt.Failure, attempt.StatusCode!.Value, attempt.Outcome));
        Assert.Empty(target.Received);
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\nhello")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nhello")]
    [InlineData("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    public async Task A_2xx_status_line_is_a_delivery_whatever_follows_it(string response)
    {
        await using var server = RawServer.Answering(response);

        var attempt = await Attempted.OnceAsync(server.Url);

        Assert.True(attempt.Succeeded, attempt.Outcome);
        Assert.Equal("delivered", attempt.Outcome);
    }

    private static void AssertFailed(AttemptFailure failure, string word, DeliveryAttempt attempt)
    {
        Assert.Equal(failure, attempt.Failure);
        Assert.Equal(word, attempt.Outcome);
        Assert.Null(attempt.StatusCode);
        Assert.False(attempt.Succeeded);
    }
}
