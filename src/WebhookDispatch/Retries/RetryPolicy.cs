using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Retries;

/// <summary>What follows an attempt of a direct send. A pure function: no clock, no randomness and no I/O of its own.</summary>
internal static class RetryPolicy
{
    /// <param name="attempt">The attempt that ended; its number counts from 1.</param>
    /// <param name="rules">The endpoint's rules.</param>
    /// <param name="random">From 0 to 1.</param>
    internal static RetryDecision Decide(DeliveryAttempt attempt, RetryRules rules, double random)
    {
        if (attempt.Succeeded)
        {
            return RetryDecision.Delivered;
        }

        if (FinalReason(attempt, rules) is { } reason)
        {
            return RetryDecision.Dead(reason);
        }

        if (attempt.Number > rules.MaxRetries)
        {
            return RetryDecision.Dead(DeadLetterReason.Exhausted);
        }

        var delay = Backoff.Exponential(attempt.Number, rules.BaseDelay, rules.MaxDelay);
        delay = Backoff.Jitter(delay, rules.JitterRatio, random);
        return RetryDecision.RetryIn(Backoff.NotBefore(delay, attempt.RetryAfter, rules.MaxRetryAfter));
    }

    private static DeadLetterReason? FinalReason(DeliveryAttempt attempt, RetryRules rules) => attempt switch
    {
        { StatusCode: 410 } => DeadLetterReason.Gone,
        { StatusCode: { } status } when rules.PermanentStatuses.Contains(status) => DeadLetterReason.Rejected,
        { StatusCode: 408 or 425 or 429 or >= 500 } => null,
        { StatusCode: not null } => DeadLetterReason.Rejected,
        { Failure: AttemptFailure.BlockedAddress } => DeadLetterReason.BlockedAddress,
        _ => null,
    };
}
