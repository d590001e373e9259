using System.Net;
using System.Net.Sockets;
using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Attempts;

/// <summary>What the table of faults does not say: the deadline to the tick, and where a redirect would have led.</summary>
public sealed class AttemptFaultTests
{
    [Fact]
    [FaultRow(31)]
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

    private static void AssertFailed(AttemptFailure failure, string word, DeliveryAttempt attempt)
    {
        Assert.Equal(failure, attempt.Failure);
        Assert.Equal(word, attempt.Outcome);
        Assert.Null(attempt.StatusCode);
        Assert.False(attempt.Succeeded);
    }
}
