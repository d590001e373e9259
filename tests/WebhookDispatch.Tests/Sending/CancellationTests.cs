using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Sending;

/// <summary>A caller that stops waiting gets an exception and leaves nothing behind.</summary>
public sealed class CancellationTests
{
    [Fact]
    public async Task A_token_that_is_cancelled_already_sends_nothing()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost();

        await AssertStoppedAsync(host, host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), new CancellationToken(canceled: true)).AsTask());

        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task Cancelling_ends_an_attempt_that_waits_for_its_answer()
    {
        using var stop = new CancellationTokenSource();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(
            (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        await using var host = new SenderHost(clock: new TestClock());

        var sending = host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), stop.Token).AsTask();
        await receiver.NextAsync();
        await stop.CancelAsync();

        var stopped = await AssertStoppedAsync(host, sending);
        Assert.Equal(stop.Token, stopped.CancellationToken);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_between_two_attempts()
    {
        var clock = new TestClock();
        using var stop = new CancellationTokenSource();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(503);
        await using var host = new SenderHost(options => options.Retries.BaseDelay = options.Retries.MaxDelay = TimeSpan.FromHours(1), clock: clock);

        var sending = host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), stop.Token).AsTask();
        await clock.WhenSleepingAsync(length => length >= TimeSpan.FromHours(1));
        await stop.CancelAsync();

        await AssertStoppedAsync(host, sending);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task Cancelling_a_replay_leaves_the_dead_letter_as_it_was()
    {
        using var stop = new CancellationTokenSource();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(400);
        await using var host = new SenderHost();
        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), TestContext.Current.CancellationToken);
        await receiver.NextAsync();
        receiver.AnswerWith((_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));

        var replaying = host.DeadLetters.ReplayAsync(result.DeadLetterId!, cancellationToken: stop.Token).AsTask();
        await receiver.NextAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => replaying);
        var deadLetter = await host.DeadLetters.GetAsync(result.DeadLetterId!, TestContext.Current.CancellationToken);
        Assert.Equal((DeadLetterReason.Rejected, 1, 0), (deadLetter!.Reason, deadLetter.Attempts.Count, deadLetter.Replays));
    }

    [Fact]
    public async Task An_attempt_that_was_cancelled_does_not_speak_against_the_endpoint()
    {
        using var stop = new CancellationTokenSource();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(
            (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        await using var host = new SenderHost(options => options.CircuitBreaker.ConsecutiveFailures = 1);
        var sending = host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), stop.Token).AsTask();
        await receiver.NextAsync();
        await stop.CancelAsync();
        await AssertStoppedAsync(host, sending);

        receiver.AnswerWith(200);

        Assert.True((await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), TestContext.Current.CancellationToken)).Delivered);
    }

    private static async Task<OperationCanceledException> AssertStoppedAsync(SenderHost host, Task sending)
    {
        var stopped = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Empty(await host.DeadLetters.ListAsync(cancellationToken: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Id is 1401 or 1402);
        return stopped;
    }
}
