using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Retries;

/// <summary>What follows an attempt of a published event. A pure function: no clock, no randomness and no I/O of its own.</summary>
internal static class SchedulePolicy
{
    /// <param name="attempt">The attempt that ended; its number counts from 1 in each replay epoch.</param>
    /// <param name="rules">The endpoint's rules.</param>
    /// <param name="random">From 0 to 1.</param>
    internal static RetryDecision Decide(DeliveryAttempt attempt, ScheduleRules rules, double random)
    {
        var decision = DecideAlone(attempt, rules, random);
        return rules.Order == EndpointOrder.Strict ? InOrder(decision, attempt, rules) : decision;
    }

    // A receiver that is gone wants nothing that follows either: its dead letter holds up nobody.
    private static RetryDecision InOrder(RetryDecision decision, DeliveryAttempt attempt, ScheduleRules rules) => decision.Verdict switch
    {
        RetryVerdict.Retry when attempt.Number >= rules.SkipAfter => RetryDecision.Dead(DeadLetterReason.Skipped),
        RetryVerdict.Dead when rules.MayBlock && decision.Reason != DeadLetterReason.Gone => RetryDecision.Blocked,
        _ => decision,
    };

    private static RetryDecision DecideAlone(DeliveryAttempt attempt, ScheduleRules rules, double random)
    {
        if (attempt.Succeeded)
        {
            return RetryDecision.Delivered;
        }

        if (attempt.StatusCode == 410)
        {
            return RetryDecision.Dead(DeadLetterReason.Gone);
        }

        if (attempt.StatusCode is { } status && rules.PermanentStatuses.Contains(status))
        {
            return RetryDecision.Dead(DeadLetterReason.Rejected);
        }

        if (attempt.Number > rules.RetryDelays.Count)
        {
            return RetryDecision.Dead(DeadLetterReason.Exhausted);
        }

        var delay = rules.RetryDelays[Math.Max(attempt.Number, 1) - 1];
        if (attempt.StatusCode is 429 or 502 or 503 or 504 && delay < rules.OverloadDelay)
        {
            delay = rules.OverloadDelay;
        }

        delay = Backoff.Jitter(delay, rules.JitterRatio, random);
        return RetryDecision.RetryIn(Backoff.NotBefore(delay, attempt.RetryAfter, rules.MaxRetryAfter));
    }
}
