using WebhookDispatch.Deliveries;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Sending;

public sealed class DirectSendTests
{
    [Fact]
    public async Task An_event_arrives_signed_with_its_exact_bytes()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost();
        var webhookEvent = Some.Event(body: """{"amount":4200,"note":"ünïcode"}""");

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), webhookEvent, TestContext.Current.CancellationToken);

        Assert.True(result.Delivered);
        var request = Assert.Single(receiver.Received);
        Assert.Equal("POST", request.Method);
        Assert.Equal(webhookEvent.Body.ToArray(), request.Body);
        Assert.Equal(webhookEvent.Id, request.Header("webhook-id"));
        Assert.Equal("application/json", request.Header("Content-Type"));
        Assert.True(new WebhookVerifier(WebhookScheme.Standard, Some.Secret).Verify(request.Headers, request.Body).IsValid);
    }

    [Fact]
    public async Task A_failed_attempt_is_repeated_with_the_same_id_and_a_fresh_signature()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(500, 503, 204);
        await using var host = new SenderHost();

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), TestContext.Current.CancellationToken);

        Assert.True(result.Delivered);
        Assert.Equal(["http_500", "http_503", "delivered"], result.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal([1, 2, 3], result.Attempts.Select(attempt => attempt.Number));
        Assert.Single(receiver.Received.Select(request => request.Header("webhook-id")).Distinct());
        Assert.All(receiver.Received, request =>
            Assert.True(new WebhookVerifier(WebhookScheme.Standard, Some.Secret).Verify(request.Headers, request.Body).IsValid));
    }

    [Fact]
    public async Task What_fails_to_the_end_becomes_a_dead_letter_and_its_replay_delivers_it()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = new SenderHost(options => options.CircuitBreaker.ConsecutiveFailures = 100);
        var webhookEvent = Some.Event();

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), webhookEvent, TestContext.Current.CancellationToken);

        Assert.Equal(DeadLetterReason.Exhausted, result.Reason);
        Assert.Equal(6, result.Attempts.Count);
        var deadLetter = await host.DeadLetters.GetAsync(result.DeadLetterId!, TestContext.Current.CancellationToken);
        Assert.Equal(webhookEvent.Body.ToArray(), deadLetter!.Event.Body.ToArray());

        receiver.AnswerWith(200);
        var replay = await host.DeadLetters.ReplayAsync(deadLetter.Id, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(replay.Delivered);
        Assert.Equal(webhookEvent.Id, receiver.Received[^1].Header("webhook-id"));
        Assert.Null(await host.DeadLetters.GetAsync(deadLetter.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_endpoint_that_keeps_failing_is_left_alone()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = new SenderHost(options => options.Retries.MaxRetries = 0);
        var endpoint = Some.Endpoint(receiver);
        for (var i = 0; i < 5; i++)
        {
            await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);
        }

        var result = await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal(DeadLetterReason.CircuitOpen, result.Reason);
        Assert.Empty(result.Attempts);
        Assert.Equal(5, receiver.Received.Count);
    }
}
