using WebhookDispatch.Attempts;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Attempts;

public sealed class AttemptDeadlineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Covers(typeof(SendingOptions), nameof(SendingOptions.AttemptTimeout))]
    public async Task An_attempt_ends_at_the_deadline_of_the_options() =>
        Assert.Equal(TimeSpan.FromSeconds(6), await DeadlineAsync(options => options.Sending.AttemptTimeout = TimeSpan.FromSeconds(6)));

    [Fact]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.AttemptTimeout))]
    public async Task An_attempt_ends_at_the_deadline_of_its_endpoint() =>
        Assert.Equal(TimeSpan.FromSeconds(25), await DeadlineAsync(overrides: new EndpointOverrides { AttemptTimeout = TimeSpan.FromSeconds(25) }));

    [Fact]
    public async Task Each_attempt_has_the_whole_deadline_for_itself()
    {
        var clock = new TestClock();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(NeverAsync);
        await using var host = new SenderHost(options => options.Retries.BaseDelay = options.Retries.MaxDelay = TimeSpan.Zero, clock: clock);

        var sending = host.Sender.SendAsync(Some.Endpoint(receiver) with { Overrides = new EndpointOverrides { MaxRetries = 2 } }, Some.Event(), Token).AsTask();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await receiver.NextAsync();
            clock.Advance(TimeSpan.FromSeconds(15));
        }

        var result = await sending;
        Assert.Equal([15, 15, 15], result.Attempts.Select(attempt => attempt.Duration.TotalSeconds));
        Assert.All(result.Attempts, attempt => Assert.Equal(AttemptFailure.Timeout, attempt.Failure));
    }

    [Fact]
    public async Task A_deadline_that_was_met_does_not_cut_a_later_attempt()
    {
        var clock = new TestClock();
        var released = new TaskCompletionSource();
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(options => options.Retries.MaxRetries = 0, clock: clock);
        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);
        clock.Advance(TimeSpan.FromSeconds(10));
        await receiver.NextAsync();

        receiver.AnswerWith((_, _) => released.Task);
        var second = host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token).AsTask();
        await receiver.NextAsync();
        clock.Advance(TimeSpan.FromSeconds(10));
        released.SetResult();

        Assert.True((await second).Delivered);
    }

    private static async Task<TimeSpan> DeadlineAsync(Action<WebhookDispatchOptions>? options = null, EndpointOverrides? overrides = null)
    {
        var clock = new TestClock();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(NeverAsync);
        await using var host = new SenderHost(options, clock: clock);
        var endpoint = Some.Endpoint(receiver) with { Overrides = (overrides ?? EndpointOverrides.None) with { MaxRetries = 0 } };

        var sending = host.Sender.SendAsync(endpoint, Some.Event(), Token).AsTask();
        await receiver.NextAsync();
        var deadline = Assert.Single(clock.Sleeping);
        clock.Advance(deadline);

        var attempt = Assert.Single((await sending).Attempts);
        Assert.Equal(AttemptFailure.Timeout, attempt.Failure);
        return attempt.Duration;
    }

    private static Task NeverAsync(ReceivedRequest request, Microsoft.AspNetCore.Http.HttpContext context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
}
