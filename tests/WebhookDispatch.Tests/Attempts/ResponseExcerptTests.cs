using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Attempts;
using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Attempts;

public sealed class ResponseExcerptTests
{
    [Theory]
    [InlineData(9, "abcdefghi", true)]
    [InlineData(10, "abcdefghij", false)]
    [InlineData(11, "abcdefghij", false)]
    [InlineData(0, null, false)]
    [Covers(typeof(SendingOptions), nameof(SendingOptions.MaxResponseBytes))]
    public async Task No_more_of_a_body_is_kept_than_the_options_say(int limit, string? excerpt, bool truncated)
    {
        await using var server = RawServer.Answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 10\r\n\r\nabcdefghij");

        var attempt = await Attempted.OnceAsync(server.Url, options => options.Sending.MaxResponseBytes = limit);

        Assert.Equal((excerpt, truncated), (attempt.ResponseExcerpt, attempt.ResponseTruncated));
    }

    [Theory]
    [InlineData("Content-Length: 10000000000\r\n\r\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "1000\r\n")]
    public async Task Of_a_body_without_end_only_the_beginning_is_read(string headers, string chunkHeader)
    {
        await using var server = new RawServer(async (_, stream, token) =>
        {
            await RawServer.ReadRequestAsync(stream, token);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{headers}"), token);
            var chunk = Encoding.ASCII.GetBytes(chunkHeader + new string('a', 4096) + (chunkHeader.Length == 0 ? "" : "\r\n"));
            while (true)
            {
                await stream.WriteAsync(chunk, token);
            }
        });

        var attempt = await Attempted.OnceAsync(server.Url);

        Assert.True(attempt.Succeeded);
        Assert.Equal((new string('a', 16 * 1024), true), (attempt.ResponseExcerpt, attempt.ResponseTruncated));
    }

    [Theory]
    [InlineData(200, "delivered")]
    [InlineData(500, "http_500")]
    public async Task A_body_that_outlasts_the_deadline_does_not_change_the_outcome(int status, string outcome)
    {
        var clock = new TestClock();
        var headers = new HeadersSeen();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(async (_, context) =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("begun", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });

        var sending = Attempted.OnceAsync(receiver.Url, build: builder => builder.HttpClient.AddHttpMessageHandler(() => headers), clock: clock);
        await headers.Seen;
        clock.Advance(TimeSpan.FromSeconds(15));
        var attempt = await sending;

        Assert.Equal((outcome, true), (attempt.Outcome, attempt.ResponseTruncated));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_cut_off_is_kept_as_far_as_it_came(bool reset)
    {
        await using var server = new RawServer(async (socket, stream, token) =>
        {
            await RawServer.ReadRequestAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray(), token);
            if (reset)
            {
                RawServer.Reset(socket);
            }
        });

        var attempt = await Attempted.OnceAsync(server.Url);

        // A reset may overtake the bytes before it, and even the status line; what must not be is a failure after 2xx.
        if (!reset || attempt.StatusCode is not null)
        {
            Assert.Equal((AttemptFailure.None, true), (attempt.Failure, attempt.ResponseTruncated));
        }

        Assert.True(reset || attempt.ResponseExcerpt == "half");
    }

    [Fact]
    public async Task A_compressed_body_is_not_inflated()
    {
        await using var server = RawServer.Answering("HTTP/1.1 400 Bad Request\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nABCD");

        Assert.Equal("ABCD", (await Attempted.OnceAsync(server.Url)).ResponseExcerpt);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{\n\t\"error\": \"no\"\n}", "{\n\t\"error\": \"no\"\n}")]
    [InlineData("a\r\nb\0c\u001b[31md\u0007e\u007ff", "a \nb c [31md e f")]
    [InlineData("line\u2028separator\u2029paragraph\u202Eoverride\u0085next", "line separator paragraph override next")]
    [InlineData("\u202Afdp.exe\u2066x\u200Fy\u061Cz", " fdp.exe x y z")]
    [InlineData("ünïcode 💥", "ünïcode 💥")]
    public void Control_characters_become_blanks(string body, string excerpt) =>
        Assert.Equal(excerpt, ResponseExcerpt.ToText(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Bytes_that_are_not_text_are_replaced() =>
        Assert.Equal("a\uFFFDb\uFFFD", ResponseExcerpt.ToText([(byte)'a', 0xFF, (byte)'b', 0xC3]));

    [Fact]
    public void No_bytes_whatever_leave_a_control_character_behind() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000),
            Prop.ForAll(
                Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value)).ToArbitrary(),
                bytes => ResponseExcerpt.ToText(bytes).All(c => c is '\n' or '\t' || !char.IsControl(c))));

    /// <summary>Tells when the sender has the response's headers: the receiver cannot know.</summary>
    private sealed class HeadersSeen : DelegatingHandler
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Seen => _seen.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            _seen.SetResult();
            return response;
        }
    }
}
