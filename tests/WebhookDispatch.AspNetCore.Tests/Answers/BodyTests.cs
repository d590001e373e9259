using System.Net;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Answers;

/// <summary>Bodies that are too long, too slow or broken, on real sockets.</summary>
public sealed class BodyTests
{
    private const int Limit = 2000;

    [Theory]
    [InlineData(Limit, HttpStatusCode.OK)]
    [InlineData(Limit + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_is_read_up_to_the_limit_and_no_byte_further(int length, HttpStatusCode expected)
    {
        await using var host = await StartAsync();

        using var announced = await host.SendAsync(SignedRequest.Of(Text(length)));
        using var message = SignedRequest.Of(Text(length)).ToMessage();
        message.Headers.TransferEncodingChunked = true;
        using var unannounced = await host.Client.SendAsync(message, Patience.Token);

        Assert.Equal(expected, announced.StatusCode);
        Assert.Equal(expected, unannounced.StatusCode);
    }

    [Fact]
    public async Task A_limit_above_that_of_the_server_is_reached()
    {
        const int AboveKestrels = 31 * 1000 * 1000;
        await using var host = await StartAsync(hooks => hooks.Options.MaxBodyBytes = AboveKestrels);

        using var answer = await host.SendAsync(SignedRequest.Of(Text(AboveKestrels)));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_announced_length_over_the_limit_is_answered_before_a_byte_of_it_is_read()
    {
        await using var host = await StartAsync();
        using var connection = RawConnection.To(host);

        await connection.SendAsync(RawConnection.Head(SignedRequest.Of("{}").Headers) + "Content-Length: 900000000\r\n\r\n");

        var head = await connection.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 413 ", head, StringComparison.Ordinal);
        Assert.Contains("Connection: close", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chunks_without_end_are_answered_413_at_the_limit()
    {
        await using var host = await StartAsync();
        using var connection = RawConnection.To(host);
        await connection.SendAsync(RawConnection.Head(SignedRequest.Of("{}").Headers) + "Transfer-Encoding: chunked\r\n\r\n");

        var sending = connection.SendWithoutEndAsync("10\r\n0123456789abcdef\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        await sending;
    }

    [Fact]
    public async Task A_body_that_stops_arriving_is_answered_408_when_its_time_is_over()
    {
        await using var host = await StartAsync(hooks => hooks.Options.BodyTimeout = TimeSpan.FromSeconds(3));
        using var connection = RawConnection.To(host);

        await connection.SendAsync(RawConnection.Head(SignedRequest.Of("{}").Headers) + "Content-Length: 100\r\n\r\n{");
        await host.Clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(3));
        host.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Contains(host.Logs.Lines, line => line.Id == 4001 && line.Text.Contains("too_slow", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Broken_framing_is_answered_400()
    {
        await using var host = await StartAsync();
        using var connection = RawConnection.To(host);

        await connection.SendAsync(RawConnection.Head(SignedRequest.Of("{}").Headers) + "Transfer-Encoding: chunked\r\n\r\nXYZ\r\n{}\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", await connection.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_that_hangs_up_mid_body_leaves_no_error_behind()
    {
        await using var host = await StartAsync();
        using var connection = RawConnection.To(host);
        await connection.SendAsync(RawConnection.Head(SignedRequest.Of("{}").Headers) + "Content-Length: 100\r\n\r\n{");
        await host.Clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(10));

        connection.Reset();

        await host.Logs.WhenAsync(line => line.Id == 4001);
        using var next = await host.SendAsync(SignedRequest.Of(Text(30)));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task An_empty_body_is_verified_like_any_other()
    {
        await using var host = await StartAsync(hooks => hooks.ReadType(_ => "tick"));

        using var empty = await host.SendAsync(SignedRequest.Of(""));
        using var forged = await host.SendAsync(SignedRequest.Of("") with { Body = "x"u8.ToArray() });

        Assert.Equal(HttpStatusCode.OK, empty.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    private static Task<ReceiverHost> StartAsync(Action<WebhookReceiverBuilder>? configure = null) => ReceiverHost.StartAsync(hooks =>
    {
        hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).OnOther(_ => Task.CompletedTask);
        hooks.Options.MaxBodyBytes = Limit;
        configure?.Invoke(hooks);
    });

    private static string Text(int length) => "{\"a\":\"" + new string('x', length - 8) + "\"}";
}
