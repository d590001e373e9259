using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Retries;

/// <summary>What follows an attempt. A closed set, made by the factories.</summary>
internal readonly record struct RetryDecision
{
    private RetryDecision(RetryVerdict verdict, TimeSpan delay, DeadLetterReason reason)
    {
        Verdict = verdict;
        Delay = delay;
        Reason = reason;
    }

    internal RetryVerdict Verdict { get; }

    /// <summary>From now until the next attempt; only for <see cref="RetryVerdict.Retry"/>.</summary>
    internal TimeSpan Delay { get; }

    /// <summary>Only for <see cref="RetryVerdict.Dead"/>.</summary>
    internal DeadLetterReason Reason { get; }

    internal static RetryDecision Delivered { get; }

    /// <summary>Given up, but what follows in order must not go: the endpoint stops.</summary>
    internal static RetryDecision Blocked { get; } = new(RetryVerdict.Blocked, default, default);

    internal static RetryDecision RetryIn(TimeSpan delay) => new(RetryVerdict.Retry, delay, default);

    internal static RetryDecision Dead(DeadLetterReason reason) => new(RetryVerdict.Dead, default, reason);
}
