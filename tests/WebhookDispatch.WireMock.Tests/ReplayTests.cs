using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.WireMock.Tests.Server;

namespace WebhookDispatch.WireMock.Tests;

/// <summary>Dead letters that are sent again once the receiver was mended.</summary>
public sealed class ReplayTests(WireMockFixture wireMock)
{
    private readonly WebhookSecret _old = WebhookSecret.Generate();
    private readonly WebhookSecret _current = WebhookSecret.Generate();

    [Fact]
    public async Task A_replay_delivers_the_same_bytes_under_the_same_id_and_the_dead_letter_is_gone()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(422);
        await using var host = new SenderHost();
        var webhookEvent = Some.Event(body: """{"amount":4200,"note":"ünïcode ☃"}""");
        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), webhookEvent, TestContext.Current.CancellationToken);
        var deadLetter = await host.DeadLetters.GetAsync(result.DeadLetterId!, TestContext.Current.CancellationToken);
        Assert.Equal(DeadLetterReason.Rejected, deadLetter!.Reason);

        await receiver.AnswerWithAsync(200);
        var replay = await host.DeadLetters.ReplayAsync(deadLetter.Id, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(replay.Delivered);
        var received = await receiver.ReceivedAsync();
        Assert.Equal([webhookEvent.Id, webhookEvent.Id], received.Select(request => request.Header("webhook-id")));
        Assert.Equal(received[0].Body, received[1].Body);
        Assert.True(Verifies(Some.Secret, received[1]));
        Assert.Null(await host.DeadLetters.GetAsync(deadLetter.Id, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<DeadLetterNotFoundException>(
            async () => await host.DeadLetters.ReplayAsync(deadLetter.Id, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_replay_is_signed_with_the_secret_of_the_registered_endpoint()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(422);
        await using var host = new SenderHost(build: builder => builder.AddEndpoint("acme", receiver.Url.AbsoluteUri, _current.Reveal()));

        await AssertSignedWithCurrentAsync(host, receiver, Endpoint(receiver, _old), replayTo: null);
    }

    [Fact]
    public async Task A_replay_is_signed_with_the_secret_last_sent_with_when_the_endpoint_is_not_registered()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(422);
        await using var host = new SenderHost();
        var result = await host.Sender.SendAsync(Endpoint(receiver, _old), Some.Event(), TestContext.Current.CancellationToken);
        await receiver.AnswerWithAsync(200);
        await host.Sender.SendAsync(Endpoint(receiver, _current), Some.Event(), TestContext.Current.CancellationToken);

        await host.DeadLetters.ReplayAsync(result.DeadLetterId!, cancellationToken: TestContext.Current.CancellationToken);

        var replayed = (await receiver.ReceivedAsync())[^1];
        Assert.Equal(result.EventId, replayed.Header("webhook-id"));
        Assert.True(Verifies(_current, replayed));
        Assert.False(Verifies(_old, replayed));
    }

    [Fact]
    public async Task A_replay_is_signed_with_the_secret_of_the_endpoint_it_is_given()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(422);
        await using var host = new SenderHost(build: builder => builder.AddEndpoint("acme", receiver.Url.AbsoluteUri, _old.Reveal()));

        await AssertSignedWithCurrentAsync(host, receiver, Endpoint(receiver, _old), replayTo: Endpoint(receiver, _current));
    }

    [Fact]
    public async Task A_replay_that_fails_keeps_the_dead_letter_with_the_new_attempts_added()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerInTurnAsync(422, 410);
        await using var host = new SenderHost();
        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        var replay = await host.DeadLetters.ReplayAsync(result.DeadLetterId!, cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(replay.Delivered);
        var deadLetter = await host.DeadLetters.GetAsync(result.DeadLetterId!, TestContext.Current.CancellationToken);
        Assert.Equal(DeadLetterReason.Gone, deadLetter!.Reason);
        Assert.Equal([422, 410], deadLetter.Attempts.Select(attempt => attempt.StatusCode));
        Assert.Equal(1, deadLetter.Replays);
        Assert.Equal(2, (await receiver.ReceivedAsync()).Count);
    }

    private async Task AssertSignedWithCurrentAsync(SenderHost host, WireMockReceiver receiver, WebhookEndpoint sentTo, WebhookEndpoint? replayTo)
    {
        var result = await host.Sender.SendAsync(sentTo, Some.Event(), TestContext.Current.CancellationToken);
        await receiver.AnswerWithAsync(200);

        var replay = await host.DeadLetters.ReplayAsync(result.DeadLetterId!, replayTo, TestContext.Current.CancellationToken);

        Assert.True(replay.Delivered);
        var received = await receiver.ReceivedAsync();
        Assert.Equal([result.EventId, result.EventId], received.Select(request => request.Header("webhook-id")));
        Assert.Equal([true, false], received.Select(request => Verifies(_old, request)));
        Assert.Equal([false, true], received.Select(request => Verifies(_current, request)));
    }

    private static WebhookEndpoint Endpoint(WireMockReceiver receiver, WebhookSecret secret) => Some.Endpoint(receiver.Url) with { Secrets = [secret] };

    private static bool Verifies(WebhookSecret secret, ReceivedRequest request) =>
        new WebhookVerifier(WebhookScheme.Standard, secret).Verify(request.Headers, request.Body).IsValid;
}
