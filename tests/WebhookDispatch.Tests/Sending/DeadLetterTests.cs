using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Sending;

/// <summary>What is kept of a delivery that was given up.</summary>
public sealed class DeadLetterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_letter_tells_what_was_sent_where_how_often_and_why_it_was_given_up()
    {
        var clock = new TestClock();
        var began = clock.GetUtcNow();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(503);
        await using var host = new SenderHost(
            options =>
            {
                options.Retries.MaxRetries = 1;
                options.Retries.JitterRatio = 0;
                options.Retries.BaseDelay = TimeSpan.FromSeconds(2);
            },
            clock: clock);
        var webhookEvent = Some.Event();

        var sending = host.Sender.SendAsync(Some.Endpoint(receiver), webhookEvent, Token).AsTask();
        await clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(2));
        var result = await sending;

        var deadLetter = (await host.DeadLetters.GetAsync(result.DeadLetterId!, Token))!;
        Assert.StartsWith("dlq_", deadLetter.Id, StringComparison.Ordinal);
        Assert.Same(webhookEvent, deadLetter.Event);
        Assert.Equal(("acme", DeadLetterReason.Exhausted, 0), (deadLetter.EndpointId, deadLetter.Reason, deadLetter.Replays));
        Assert.Equal(result.Attempts, deadLetter.Attempts);
        Assert.Equal((began, began.AddSeconds(2), began.AddSeconds(2)), (deadLetter.FirstAttemptAt, deadLetter.LastAttemptAt, deadLetter.DeadSince));
        Assert.Equal($"{deadLetter.Id}: event {webhookEvent.Id} to endpoint acme, Exhausted", deadLetter.ToString());
    }

    [Fact]
    public async Task One_that_was_never_attempted_has_no_attempt_times()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = new SenderHost(options => options.CircuitBreaker.ConsecutiveFailures = 1);
        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        var deadLetter = (await host.DeadLetters.GetAsync(result.DeadLetterId!, Token))!;
        Assert.Equal(DeadLetterReason.CircuitOpen, deadLetter.Reason);
        Assert.Empty(deadLetter.Attempts);
        Assert.Null(deadLetter.FirstAttemptAt);
        Assert.Null(deadLetter.LastAttemptAt);
    }

    [Theory]
    [InlineData(400, DeadLetterReason.Rejected)]
    [InlineData(410, DeadLetterReason.Gone)]
    [InlineData(302, DeadLetterReason.Rejected)]
    [InlineData(500, DeadLetterReason.Exhausted)]
    public async Task The_reason_says_what_the_receiver_did(int status, DeadLetterReason reason)
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(status);
        await using var host = new SenderHost(options => options.Retries.MaxRetries = 0);

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.False(result.Delivered);
        Assert.Equal(reason, result.Reason);
        Assert.Equal(reason, (await host.DeadLetters.GetAsync(result.DeadLetterId!, Token))!.Reason);
    }

    [Fact]
    public async Task What_was_delivered_is_no_dead_letter()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost();

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.Null(result.DeadLetterId);
        Assert.Null(result.Reason);
        Assert.Empty(await host.DeadLetters.ListAsync(cancellationToken: Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_store_that_throws_changes_no_result_and_is_logged()
    {
        var observer = new RecordingObserver();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(400);
        await using var host = new SenderHost(build: builder =>
        {
            builder.Services.AddSingleton<IDeadLetterStore, FaultyDeadLetterStore>();
            builder.AddObserver(observer);
        });

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(id: "evt_1"), Token);

        Assert.Equal((false, DeadLetterReason.Rejected, 1), (result.Delivered, result.Reason, result.Attempts.Count));
        var line = Assert.Single(host.Logs.Lines, line => line.Id == 1402);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.StartsWith(
            "The dead-letter store refused event evt_1 (payment.completed) to endpoint acme, given up for Rejected. It is not stored. System.IO.IOException: The disk is full.",
            line.Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Text.Contains("Replay it", StringComparison.Ordinal));
        Assert.Equal("evt_1", ((DeadLetter)(await observer.NextAsync(nameof(RecordingObserver.OnDeadLettered)))[0]).Event.Id);
    }
}
