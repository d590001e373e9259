using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.TestKit;
using WebhookDispatch.WireMock.Tests.Server;

namespace WebhookDispatch.WireMock.Tests;

/// <summary>Deadlines in real time: what is slow is the receiver, not a fake.</summary>
public sealed class DeadlineTests(WireMockFixture wireMock)
{
    private const int Minute = 60_000;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    // Timers count in a coarser clock than durations are measured with: they were seen to fire 2.5 ms early.
    private static readonly TimeSpan ShortAsMeasured = Short - TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task An_answer_later_than_the_deadline_is_a_timeout()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(new StubResponse(200) { FixedDelayMilliseconds = Minute });
        await using var host = Host(Short);

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        var attempt = Assert.Single(result.Attempts);
        Assert.Equal(AttemptFailure.Timeout, attempt.Failure);
        Assert.True(attempt.IsAmbiguous);
        Assert.Null(attempt.StatusCode);
        Assert.InRange(attempt.Duration, ShortAsMeasured, TimeSpan.FromMilliseconds(Minute / 2));
        Assert.Single(await receiver.ReceivedAsync());
    }

    [Fact]
    public async Task A_timeout_is_tried_again()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerInTurnAsync(new StubResponse(200) { FixedDelayMilliseconds = Minute }, 200);
        await using var host = new SenderHost(options => (options.Sending.AttemptTimeout, options.Sending.ConnectTimeout) = (Short, Short));

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        Assert.True(result.Delivered);
        Assert.Equal([AttemptFailure.Timeout, AttemptFailure.None], result.Attempts.Select(attempt => attempt.Failure));
    }

    [Fact]
    public async Task An_endpoint_may_have_a_shorter_deadline_of_its_own()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(new StubResponse(200) { FixedDelayMilliseconds = Minute });
        await using var host = Host(TimeSpan.FromMinutes(2));

        var result = await host.Sender.SendAsync(WithDeadline(receiver, Short), Some.Event(), TestContext.Current.CancellationToken);

        var attempt = Assert.Single(result.Attempts);
        Assert.Equal(AttemptFailure.Timeout, attempt.Failure);
        Assert.InRange(attempt.Duration, ShortAsMeasured, TimeSpan.FromMilliseconds(Minute / 2));
    }

    [Fact]
    public async Task An_endpoint_may_have_a_longer_deadline_of_its_own()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(new StubResponse(200) { FixedDelayMilliseconds = 2_500 });
        await using var host = Host(Short);

        var result = await host.Sender.SendAsync(WithDeadline(receiver, TimeSpan.FromMinutes(1)), Some.Event(), TestContext.Current.CancellationToken);

        Assert.True(result.Delivered);
        Assert.True(result.Attempts[0].Duration > Short);
    }

    [Theory]
    [InlineData(200, AttemptFailure.None)]
    [InlineData(500, AttemptFailure.HttpStatus)]
    public async Task A_body_that_dribbles_is_cut_at_the_deadline_and_the_status_stands(int status, AttemptFailure failure)
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(new StubResponse(status) { Body = new string('x', 100), ChunkedDribbleDelay = new ChunkedDribbleDelay(100, Minute) });
        await using var host = Host(Short);

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        var attempt = Assert.Single(result.Attempts);
        Assert.Equal(failure, attempt.Failure);
        Assert.Equal(status, attempt.StatusCode);
        Assert.True(attempt.ResponseTruncated);
        Assert.InRange(attempt.ResponseExcerpt!.Length, 1, 99);
        Assert.InRange(attempt.Duration, ShortAsMeasured, TimeSpan.FromMilliseconds(Minute / 2));
        Assert.Single(await receiver.ReceivedAsync());
    }

    [Fact]
    public async Task A_send_that_is_cancelled_while_the_receiver_thinks_leaves_no_dead_letter()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerInTurnAsync(new StubResponse(200) { FixedDelayMilliseconds = Minute }, 200);
        await using var host = Host(TimeSpan.FromMinutes(2));
        using var stop = new CancellationTokenSource(Short);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), stop.Token));

        Assert.Empty(await host.DeadLetters.ListAsync(cancellationToken: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Single(await receiver.ReceivedAsync());
    }

    private static SenderHost Host(TimeSpan deadline) => new(options =>
    {
        options.Retries.MaxRetries = 0;
        options.Sending.AttemptTimeout = deadline;
        options.Sending.ConnectTimeout = Short;
    });

    private static WebhookEndpoint WithDeadline(WireMockReceiver receiver, TimeSpan deadline) =>
        Some.Endpoint(receiver.Url) with { Overrides = new EndpointOverrides { AttemptTimeout = deadline } };
}
