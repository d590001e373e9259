using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Sending;

public sealed class ReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replay_that_fails_keeps_the_id_and_adds_its_attempts()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(400, 404, 410);
        await using var host = new SenderHost();
        var first = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);
        var before = (await host.DeadLetters.GetAsync(first.DeadLetterId!, Token))!;

        var replays = new[] { await host.DeadLetters.ReplayAsync(before.Id, cancellationToken: Token), await host.DeadLetters.ReplayAsync(before.Id, cancellationToken: Token) };

        Assert.All(replays, replay => Assert.False(replay.Delivered));
        Assert.Equal([DeadLetterReason.Rejected, DeadLetterReason.Gone], replays.Select(replay => replay.Reason));
        Assert.Equal(["http_404", "http_410"], replays.Select(replay => Assert.Single(replay.Attempts).Outcome));
        var after = Assert.Single(await host.DeadLetters.ListAsync(cancellationToken: Token).ToListAsync(Token));
        Assert.Equal(before.Id, after.Id);
        Assert.Equal(["http_400", "http_404", "http_410"], after.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal((DeadLetterReason.Gone, 2, before.DeadSince), (after.Reason, after.Replays, after.DeadSince));
    }

    [Fact]
    public async Task A_replay_sends_the_same_id_and_bytes_with_the_current_secret()
    {
        var current = WebhookSecret.Generate();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(400, 200);
        await using var host = new SenderHost(build: builder => builder.AddEndpoint(Some.Endpoint(receiver) with { Secrets = [current] }));

        // Sent with a record that holds an old secret: the registered endpoint is the current one.
        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);
        var replay = await host.DeadLetters.ReplayAsync(result.DeadLetterId!, cancellationToken: Token);

        Assert.True(replay.Delivered);
        Assert.Null(replay.Reason);
        Assert.Equal(receiver.Received[0].Body, receiver.Received[1].Body);
        Assert.Equal(receiver.Received[0].Header("webhook-id"), receiver.Received[1].Header("webhook-id"));
        Assert.True(new WebhookVerifier(WebhookScheme.Standard, current).Verify(receiver.Received[1].Headers, receiver.Received[1].Body).IsValid);
        Assert.Null(await host.DeadLetters.GetAsync(result.DeadLetterId!, Token));
    }

    [Fact]
    public async Task A_replay_can_be_sent_to_another_endpoint()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(400);
        await using var other = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost();
        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        var replay = await host.DeadLetters.ReplayAsync(result.DeadLetterId!, Some.Endpoint(other, "other"), Token);

        Assert.True(replay.Delivered);
        Assert.Equal(result.EventId, Assert.Single(other.Received).Header("webhook-id"));
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task A_replay_to_an_endpoint_this_process_does_not_know_is_refused_and_keeps_the_dead_letter()
    {
        await using var host = new SenderHost();
        var store = (IDeadLetterStore)host.Services.GetService(typeof(IDeadLetterStore))!;
        await store.StoreAsync(DeadLetters.Letters.Letter("dlq_1", "billing"), Token);

        var refusal = await Assert.ThrowsAsync<UnknownEndpointException>(() => host.DeadLetters.ReplayAsync("dlq_1", cancellationToken: Token).AsTask());

        Assert.Equal("billing", refusal.EndpointId);
        Assert.NotNull(await host.DeadLetters.GetAsync("dlq_1", Token));
    }

    [Fact]
    public async Task A_dead_letter_that_is_not_there_is_named()
    {
        await using var host = new SenderHost();

        var refusal = await Assert.ThrowsAsync<DeadLetterNotFoundException>(() => host.DeadLetters.ReplayAsync("dlq_9", cancellationToken: Token).AsTask());

        Assert.Equal("There is no dead letter 'dlq_9'. List them with IWebhookDeadLetters.ListAsync; one that was replayed with success is gone.", refusal.Message);
        Assert.Equal("dlq_9", refusal.DeadLetterId);
    }

    [Fact]
    public async Task A_replay_to_an_endpoint_whose_circuit_is_open_sends_nothing()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(500);
        await using var host = new SenderHost(options =>
        {
            options.Retries.MaxRetries = 0;
            options.CircuitBreaker.ConsecutiveFailures = 1;
        });
        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        var replay = await host.DeadLetters.ReplayAsync(result.DeadLetterId!, cancellationToken: Token);

        Assert.Equal(DeadLetterReason.CircuitOpen, replay.Reason);
        Assert.Empty(replay.Attempts);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task A_dead_letter_that_is_removed_is_gone_for_good()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(400);
        await using var host = new SenderHost();
        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), Token);

        Assert.True(await host.DeadLetters.RemoveAsync(result.DeadLetterId!, Token));
        Assert.False(await host.DeadLetters.RemoveAsync(result.DeadLetterId!, Token));
        await Assert.ThrowsAsync<DeadLetterNotFoundException>(() => host.DeadLetters.ReplayAsync(result.DeadLetterId!, cancellationToken: Token).AsTask());
    }
}
