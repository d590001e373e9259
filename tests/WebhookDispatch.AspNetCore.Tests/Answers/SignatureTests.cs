using System.Net;
using System.Text;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Answers;

/// <summary>What is not authentic, or not any more.</summary>
public sealed class SignatureTests
{
    private const string Paid = """{"type":"invoice.paid","amount":4200}""";
    private static readonly SignedRequest Good = SignedRequest.Of(Paid);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(Paid);

    public static TheoryData<string, string> Refused => new()
    {
        { "wrong key", "signature_mismatch" },
        { "altered after signing", "signature_mismatch" },
        { "one byte added", "signature_mismatch" },
        { "id of another event", "signature_mismatch" },
        { "timestamp moved", "signature_mismatch" },
        { "stale", "timestamp_too_old" },
        { "from the future", "timestamp_too_new" },
        { "no signature", "missing_header" },
        { "no id", "missing_header" },
        { "no timestamp", "missing_header" },
        { "empty signature", "missing_header" },
        { "unknown version", "no_supported_signature" },
        { "signature cut short", "signature_mismatch" },
        { "id with a dot", "malformed_id" },
        { "timestamp with a sign", "malformed_timestamp" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_request_that_is_not_authentic_gets_the_one_401_and_the_log_says_why(string fault, string reason)
    {
        var runs = 0;
        await using var host = await StartAsync(() => runs++);

        using var answer = await host.SendAsync(Make(fault));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(["Content-Length", "Date", "Server"], answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Patience.Token));
        Assert.Equal(0, runs);
        var line = Assert.Single(host.Logs.Lines, line => line.Id == 4001);
        Assert.Equal($"Receiver /hooks refused a request with 401: {reason}.", line.Text);
    }

    [Theory]
    [InlineData("webhook-signature")]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    public async Task A_header_that_comes_twice_is_answered_401_even_if_both_lines_are_right(string name)
    {
        await using var host = await StartAsync();
        using var connection = RawConnection.To(host);

        var twice = Good.Headers.Append(new(name.ToUpperInvariant(), Good.Header(name)));
        await connection.SendAsync(RawConnection.Head(twice) + $"Content-Length: {Body.Length}\r\n\r\n{Paid}");

        Assert.StartsWith("HTTP/1.1 401 ", await connection.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Contains(host.Logs.Lines, line => line.Text.Contains("duplicate_header", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(300, HttpStatusCode.OK)]
    [InlineData(301, HttpStatusCode.Unauthorized)]
    public async Task A_request_may_be_as_old_as_the_tolerance(int seconds, HttpStatusCode expected)
    {
        await using var host = await StartAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(seconds));

        using var answer = await host.SendAsync(Good);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task The_tolerance_can_be_set()
    {
        await using var host = await ReceiverHost.StartAsync(hooks =>
        {
            hooks.Options.Tolerance = TimeSpan.FromSeconds(10);
            hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).OnOther(_ => Task.CompletedTask);
        });
        host.Clock.Advance(TimeSpan.FromSeconds(11));

        using var answer = await host.SendAsync(Good);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Members_in_another_order_are_other_bytes()
    {
        await using var host = await StartAsync();

        using var answer = await host.SendAsync(Good with { Body = """{"amount":4200,"type":"invoice.paid"}"""u8.ToArray() });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Headers_in_another_order_and_case_are_the_same()
    {
        await using var host = await StartAsync();
        using var connection = RawConnection.To(host);

        var shuffled = Good.Headers.Reverse().Select(header => KeyValuePair.Create(header.Key.ToUpperInvariant(), header.Value));
        await connection.SendAsync(RawConnection.Head(shuffled) + $"Content-Length: {Body.Length}\r\n\r\n{Paid}");

        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadHeadAsync(), StringComparison.Ordinal);
    }

    private static SignedRequest Make(string fault)
    {
        var now = new TestClock().GetUtcNow();
        return fault switch
        {
            "wrong key" => SignedRequest.Of(WebhookScheme.Standard, Body, secret: WebhookSecret.Generate()),
            "altered after signing" => Good with { Body = Encoding.UTF8.GetBytes(Paid.Replace("4200", "9200", StringComparison.Ordinal)) },
            "one byte added" => Good with { Body = [.. Body, (byte)' '] },
            "id of another event" => Good.With("webhook-id", "evt_2"),
            "timestamp moved" => Good.With("webhook-timestamp", (now.ToUnixTimeSeconds() + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            "stale" => SignedRequest.Of(WebhookScheme.Standard, Body, at: now.AddSeconds(-301)),
            "from the future" => SignedRequest.Of(WebhookScheme.Standard, Body, at: now.AddSeconds(301)),
            "no signature" => Good.Without("webhook-signature"),
            "no id" => Good.Without("webhook-id"),
            "no timestamp" => Good.Without("webhook-timestamp"),
            "empty signature" => Good.With("webhook-signature", ""),
            "unknown version" => Good.With("webhook-signature", Good.Header("webhook-signature").Replace("v1,", "v2,", StringComparison.Ordinal)),
            "signature cut short" => Good.With("webhook-signature", Good.Header("webhook-signature")[..10]),
            "id with a dot" => Good.With("webhook-id", "evt.1"),
            "timestamp with a sign" => Good.With("webhook-timestamp", "+" + Good.Header("webhook-timestamp")),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
    }

    private static Task<ReceiverHost> StartAsync(Action? run = null) => ReceiverHost.StartAsync(hooks => hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).OnOther(_ =>
    {
        run?.Invoke();
        return Task.CompletedTask;
    }));
}
