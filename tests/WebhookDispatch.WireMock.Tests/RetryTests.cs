using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.WireMock.Tests.Server;

namespace WebhookDispatch.WireMock.Tests;

/// <summary>Which answers are tried again.</summary>
public sealed class RetryTests(WireMockFixture wireMock)
{
    [Fact]
    public async Task A_retry_carries_the_same_id_and_a_fresh_timestamp_and_signature()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerInTurnAsync(503, 503, 200);
        var clock = new TestClock();
        await using var host = new SenderHost(
            options =>
            {
                options.Retries.BaseDelay = TimeSpan.FromSeconds(2);
                options.Retries.JitterRatio = 0;
            },
            clock: clock);
        var webhookEvent = Some.Event();

        var sending = host.Sender.SendAsync(Some.Endpoint(receiver.Url), webhookEvent, TestContext.Current.CancellationToken).AsTask();
        await clock.SleepThroughAsync(TimeSpan.FromSeconds(2));
        await clock.SleepThroughAsync(TimeSpan.FromSeconds(4));
        var result = await sending;

        Assert.True(result.Delivered);
        Assert.Equal(["http_503", "http_503", "delivered"], result.Attempts.Select(attempt => attempt.Outcome));
        var received = await receiver.ReceivedAsync();
        Assert.Equal(Enumerable.Repeat(webhookEvent.Id, 3), received.Select(request => request.Header("webhook-id")));
        Assert.Equal(["1767323045", "1767323047", "1767323051"], received.Select(request => request.Header("webhook-timestamp")));
        Assert.Equal(3, received.Select(request => request.Header("webhook-signature")).Distinct().Count());
        var verifier = new WebhookVerifier(new WebhookVerifierOptions().Accept(WebhookScheme.Standard, Some.Secret), clock);
        Assert.All(received, request => Assert.True(verifier.Verify(request.Headers, request.Body).IsValid));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task An_answer_that_may_pass_is_tried_again(int status)
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerInTurnAsync(status, 200);
        await using var host = new SenderHost();

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        Assert.True(result.Delivered);
        Assert.Equal([status, 200], result.Attempts.Select(attempt => attempt.StatusCode));
        Assert.Equal(2, (await receiver.ReceivedAsync()).Count);
    }

    [Theory]
    [InlineData(400, DeadLetterReason.Rejected)]
    [InlineData(401, DeadLetterReason.Rejected)]
    [InlineData(404, DeadLetterReason.Rejected)]
    [InlineData(422, DeadLetterReason.Rejected)]
    [InlineData(410, DeadLetterReason.Gone)]
    public async Task An_answer_that_will_not_change_ends_the_delivery_at_once(int status, DeadLetterReason reason)
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerInTurnAsync(status, 200);
        await using var host = new SenderHost();

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal(reason, result.Reason);
        var attempt = Assert.Single(result.Attempts);
        Assert.Equal(AttemptFailure.HttpStatus, attempt.Failure);
        Assert.Equal(status, attempt.StatusCode);
        Assert.Single(await receiver.ReceivedAsync());
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task Every_2xx_answer_delivers(int status)
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(status);
        await using var host = new SenderHost();

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);

        Assert.True(result.Delivered);
        Assert.Equal(status, Assert.Single(result.Attempts).StatusCode);
        Assert.Single(await receiver.ReceivedAsync());
    }

    [Fact]
    public async Task The_first_attempt_and_all_retries_are_made_before_a_delivery_is_given_up()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerWithAsync(500);
        await using var host = new SenderHost(options =>
        {
            options.Retries.MaxRetries = 3;
            options.CircuitBreaker.ConsecutiveFailures = 100;
        });

        var general = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);
        var own = await host.Sender.SendAsync(
            Some.Endpoint(receiver.Url) with { Overrides = new EndpointOverrides { MaxRetries = 1 } }, Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal(DeadLetterReason.Exhausted, general.Reason);
        Assert.Equal(DeadLetterReason.Exhausted, own.Reason);
        Assert.Equal([4, 2], [general.Attempts.Count, own.Attempts.Count]);
        Assert.Equal(4 + 2, (await receiver.ReceivedAsync()).Count);
    }

    [Fact]
    public async Task A_status_that_was_declared_permanent_is_not_tried_again()
    {
        var receiver = wireMock.NewReceiver();
        await receiver.AnswerInTurnAsync(503, 503, 200);
        await using var host = new SenderHost(options => options.Retries.PermanentStatuses.Add(503));

        var general = await host.Sender.SendAsync(Some.Endpoint(receiver.Url), Some.Event(), TestContext.Current.CancellationToken);
        var own = await host.Sender.SendAsync(
            Some.Endpoint(receiver.Url) with { Overrides = new EndpointOverrides { PermanentStatuses = [] } }, Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal(DeadLetterReason.Rejected, general.Reason);
        Assert.True(own.Delivered);
        Assert.Equal([1, 2], [general.Attempts.Count, own.Attempts.Count]);
        Assert.Equal(3, (await receiver.ReceivedAsync()).Count);
    }
}
