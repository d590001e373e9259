using FsCheck.Fluent;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Retries;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Retries;

/// <summary>What holds whatever a receiver answers and however the rules are set.</summary>
public sealed class RetryPolicyProperties
{
    private static readonly FsCheck.Gen<DeliveryAttempt> Attempt =
        from number in Gen.OneOf(Gen.Choose(1, 110), Gen.Constant(int.MaxValue))
        from answered in Gen.Elements(true, false)
        from status in Gen.Choose(100, 999)
        from failure in Gen.Elements(Enum.GetValues<AttemptFailure>().Except([AttemptFailure.None, AttemptFailure.HttpStatus, AttemptFailure.RedirectRefused]))
        from wishes in Gen.Elements(true, false)
        from wish in BackoffProperties.Delay
        select answered ? Attempted.Status(status, number, wishes ? wish : null) : Attempted.Failed(failure, number);

    private static readonly FsCheck.Gen<RetryRules> Rules =
        from retries in Gen.Choose(0, 100)
        from cap in BackoffProperties.Delay
        from first in BackoffProperties.Delay
        from jitter in BackoffProperties.Share
        from limit in BackoffProperties.Delay
        from permanent in Gen.ListOf(Gen.Choose(300, 599))
        select new RetryRules(retries, first, cap, jitter, limit, [.. permanent]);

    [Fact]
    public void A_retry_is_never_earlier_than_the_schedule_or_the_wish_within_its_limit() =>
        CheckRetries((attempt, rules, decision) =>
            decision.Delay >= Backoff.Exponential(attempt.Number, rules.BaseDelay, rules.MaxDelay)
            && (attempt.RetryAfter is not { } wish || decision.Delay >= BackoffProperties.Shorter(wish, rules.MaxRetryAfter)));

    [Fact]
    public void A_retry_is_never_later_than_the_cap_with_jitter_or_the_limit_of_a_wish() =>
        CheckRetries((_, rules, decision) =>
        {
            // Doubles hold 53 bits of the 63 of a delay.
            var longest = Math.Max(rules.MaxDelay.Ticks * (1 + rules.JitterRatio), rules.MaxRetryAfter.Ticks);
            return decision.Delay.Ticks <= longest * (1 + 1e-12);
        });

    [Fact]
    public void There_are_never_more_retries_than_the_rules_allow() =>
        CheckRetries((attempt, rules, _) => attempt.Number <= rules.MaxRetries);

    [Fact]
    public void A_success_is_delivered_and_nothing_else_is() =>
        BackoffProperties.Check(
            Attempt.SelectMany(attempt => Rules.Select(rules => (attempt, rules))),
            given => RetryPolicy.Decide(given.attempt, given.rules, 0).Verdict == RetryVerdict.Delivered == given.attempt.Succeeded);

    [Fact]
    public void Randomness_moves_the_delay_and_not_the_verdict() =>
        BackoffProperties.Check(
            from attempt in Attempt
            from rules in Rules
            from random in BackoffProperties.Share
            select (attempt, rules, random),
            given => RetryPolicy.Decide(given.attempt, given.rules, 0) is var calm
                && RetryPolicy.Decide(given.attempt, given.rules, given.random) is var shaken
                && calm.Verdict == shaken.Verdict
                && calm.Reason == shaken.Reason
                && calm.Delay <= shaken.Delay);

    private static void CheckRetries(Func<DeliveryAttempt, RetryRules, RetryDecision, bool> holds) =>
        BackoffProperties.Check(
            from attempt in Attempt
            from rules in Rules
            from random in BackoffProperties.Share
            select (attempt, rules, random),
            given => RetryPolicy.Decide(given.attempt, given.rules, given.random) is var decision
                && (decision.Verdict != RetryVerdict.Retry || holds(given.attempt, given.rules, decision)));
}
