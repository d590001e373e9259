using WebhookDispatch.Deliveries;
using WebhookDispatch.Sending;
using WebhookDispatch.TestKit;
using WebhookDispatch.WireMock.Tests.Server;

namespace WebhookDispatch.WireMock.Tests;

/// <summary>How long a receiver is left alone when it asks for it. The backoff alone would be 2 seconds.</summary>
public sealed class RetryAfterTests(WireMockFixture wireMock)
{
    private readonly TestClock _clock = new();

    [Theory]
    [InlineData(429, "7", 7)]
    [InlineData(503, "7", 7)]
    [InlineData(503, "120", 120)]
    [InlineData(503, "Fri, 02 Jan 2026 03:04:50 GMT", 45)]
    public async Task A_retry_waits_for_as_long_as_the_receiver_asked(int status, string retryAfter, int seconds)
    {
        var result = await SendAsync(status, retryAfter, TimeSpan.FromSeconds(seconds));

        Assert.Equal(TimeSpan.FromSeconds(seconds), result.Attempts[0].RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(seconds), result.Attempts[1].StartedAt - result.Attempts[0].StartedAt);
    }

    [Theory]
    [InlineData("3600")]
    [InlineData("Fri, 02 Jan 2026 04:04:05 GMT")]
    public async Task A_wait_that_is_too_long_is_cut_to_the_longest_allowed(string retryAfter)
    {
        var byDefault = await SendAsync(503, retryAfter, TimeSpan.FromMinutes(5));

        Assert.Equal(TimeSpan.FromHours(1), byDefault.Attempts[0].RetryAfter);
    }

    [Fact]
    public async Task The_longest_wait_can_be_set() =>
        await SendAsync(503, "3600", TimeSpan.FromSeconds(90), options => options.Retries.MaxRetryAfter = TimeSpan.FromSeconds(90));

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("1.5")]
    [InlineData("Fri, 02 Jan 2026 03:04:00 GMT")]
    [InlineData("99999999999999999999")]
    public async Task An_answer_that_asks_for_less_than_the_backoff_or_makes_no_sense_leaves_the_backoff(string retryAfter) =>
        await SendAsync(503, retryAfter, TimeSpan.FromSeconds(2));

    private async Task<WebhookSendResult> SendAsync(int status, string retryAfter, TimeSpan expected, Action<WebhookDispatchOptions>? configure = null)
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerInTurnAsync(StubResponse.WithHeader(status, "Retry-After", retryAfter), 200);
        await using var host = new SenderHost(
            options =>
            {
                options.Retries.BaseDelay = TimeSpan.FromSeconds(2);
                options.Retries.JitterRatio = 0;
                configure?.Invoke(options);
            },
            clock: _clock);

        var sending = host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken).AsTask();
        await _clock.SleepThroughAsync(expected);
        var result = await sending;

        Assert.True(result.Delivered);
        Assert.Equal([AttemptFailure.HttpStatus, AttemptFailure.None], result.Attempts.Select(attempt => attempt.Failure));
        Assert.Equal(2, (await receiver.ReceivedAsync()).Count);
        return result;
    }
}
