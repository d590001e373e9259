using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;
using WebhookDispatch.WireMock.Tests.Server;

namespace WebhookDispatch.WireMock.Tests;

/// <summary>What is kept of an answer's body.</summary>
public sealed class ResponseExcerptTests(WireMockFixture wireMock)
{
    private const int KiB = 1024;

    [Fact]
    public async Task Of_a_large_body_the_first_16_KiB_are_kept()
    {
        var body = string.Concat(Enumerable.Range(0, 200_000).Select(i => (char)('a' + (i % 26))));

        var attempt = await SendAsync(body);

        Assert.Equal(body[..(16 * KiB)], attempt.ResponseExcerpt);
        Assert.True(attempt.ResponseTruncated);
    }

    [Theory]
    [InlineData(16 * KiB, false)]
    [InlineData((16 * KiB) + 1, true)]
    public async Task A_body_is_truncated_only_beyond_the_limit(int length, bool truncated)
    {
        var attempt = await SendAsync(new string('x', length));

        Assert.Equal(16 * KiB, attempt.ResponseExcerpt!.Length);
        Assert.Equal(truncated, attempt.ResponseTruncated);
    }

    [Theory]
    [InlineData(10, "0123456789")]
    [InlineData(0, null)]
    public async Task The_limit_can_be_set(int limit, string? excerpt)
    {
        var attempt = await SendAsync("0123456789ABCDEF", options => options.Sending.MaxResponseBytes = limit);

        Assert.Equal(excerpt, attempt.ResponseExcerpt);
    }

    [Fact]
    public async Task Control_characters_become_blanks_and_lines_stay()
    {
        var attempt = await SendAsync("{\n\t\"error\": \"\u001b[31mred\u0000\r\u007f\u0085\u2028\u202e\" é}");

        Assert.Equal("{\n\t\"error\": \" [31mred      \" é}", attempt.ResponseExcerpt);
        Assert.False(attempt.ResponseTruncated);
    }

    [Fact]
    public async Task An_empty_body_is_no_excerpt()
    {
        var attempt = await SendAsync(null);

        Assert.Null(attempt.ResponseExcerpt);
        Assert.False(attempt.ResponseTruncated);
    }

    private async Task<DeliveryAttempt> SendAsync(string? body, Action<WebhookDispatchOptions>? configure = null)
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(new StubResponse(422) { Body = body });
        await using var host = new SenderHost(configure);

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal(422, Assert.Single(result.Attempts).StatusCode);
        return result.Attempts[0];
    }
}
