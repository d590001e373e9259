using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Retries;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Retries;

public sealed class RetryPolicyTests
{
    private static readonly RetryRules Default = RetryRules.For(new RetryOptions(), EndpointOverrides.None);

    [Fact]
    public void Of_all_statuses_only_408_425_429_and_those_from_500_are_retried()
    {
        var retried = Enumerable.Range(100, 900).Where(status => Decide(Attempted.Status(status)).Verdict == RetryVerdict.Retry);

        Assert.Equal([408, 425, 429, .. Enumerable.Range(500, 500)], retried);
    }

    [Theory]
    [InlineData(101)]
    [InlineData(301)]
    [InlineData(304)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(422)]
    public void An_answer_that_repeating_would_not_change_is_a_rejection(int status) =>
        Assert.Equal(RetryDecision.Dead(DeadLetterReason.Rejected), Decide(Attempted.Status(status)));

    [Fact]
    public void A_receiver_that_is_gone_is_named_so() =>
        Assert.Equal(RetryDecision.Dead(DeadLetterReason.Gone), Decide(Attempted.Status(410)));

    [Theory]
    [InlineData(AttemptFailure.NameResolution)]
    [InlineData(AttemptFailure.ConnectFailed)]
    [InlineData(AttemptFailure.ConnectTimeout)]
    [InlineData(AttemptFailure.Tls)]
    [InlineData(AttemptFailure.Timeout)]
    [InlineData(AttemptFailure.ConnectionReset)]
    [InlineData(AttemptFailure.ProtocolError)]
    [InlineData(AttemptFailure.ResponseHeadersTooLarge)]
    public void Transport_failures_and_timeouts_are_retried(AttemptFailure failure) =>
        Assert.Equal(RetryVerdict.Retry, Decide(Attempted.Failed(failure)).Verdict);

    [Fact]
    public void A_blocked_address_is_final() =>
        Assert.Equal(RetryDecision.Dead(DeadLetterReason.BlockedAddress), Decide(Attempted.Failed(AttemptFailure.BlockedAddress)));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 16)]
    [InlineData(5, 32)]
    public void The_delay_after_each_attempt_doubles(int number, int seconds) =>
        Assert.Equal(RetryDecision.RetryIn(TimeSpan.FromSeconds(seconds)), Decide(Attempted.Status(503, number)));

    [Fact]
    public void After_the_last_retry_the_delivery_is_exhausted() =>
        Assert.Equal(RetryDecision.Dead(DeadLetterReason.Exhausted), Decide(Attempted.Status(503, number: 6)));

    [Fact]
    public void The_reason_of_a_final_answer_outweighs_that_the_retries_are_used_up() =>
        Assert.Equal(RetryDecision.Dead(DeadLetterReason.Rejected), Decide(Attempted.Status(404, number: 6)));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(120, 120)]
    [InlineData(100_000, 300)]
    public void A_wish_of_the_receiver_delays_within_the_limit_and_never_hurries(int wishedSeconds, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Decide(Attempted.Status(429, retryAfter: TimeSpan.FromSeconds(wishedSeconds))).Delay);

    [Fact]
    public void The_whole_jitter_is_a_tenth_of_the_delay() =>
        Assert.Equal(TimeSpan.FromSeconds(2.2), RetryPolicy.Decide(Attempted.Status(503), Default, 1).Delay);

    private static RetryDecision Decide(DeliveryAttempt attempt) => RetryPolicy.Decide(attempt, Default, 0);
}
