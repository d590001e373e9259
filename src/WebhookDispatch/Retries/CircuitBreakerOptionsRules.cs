namespace WebhookDispatch.Retries;

/// <summary>What <see cref="CircuitBreakerOptions"/> may hold.</summary>
internal static class CircuitBreakerOptionsRules
{
    // Polly's breaker takes break durations in this range.
    private static readonly TimeSpan ShortestBreak = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBreak = TimeSpan.FromDays(1);

    internal static IEnumerable<string> Check(CircuitBreakerOptions options)
    {
        if (options.ConsecutiveFailures is < 1 or > 1000)
        {
            yield return $"CircuitBreaker.ConsecutiveFailures is {options.ConsecutiveFailures}; set 1 to 1000.";
        }

        if (options.FailureRatio is not (> 0 and <= 1))
        {
            yield return FormattableString.Invariant($"CircuitBreaker.FailureRatio is {options.FailureRatio}; set more than 0 and at most 1.");
        }

        if (options.MinimumThroughput is < 1 or > 100_000)
        {
            yield return $"CircuitBreaker.MinimumThroughput is {options.MinimumThroughput}; set 1 to 100000.";
        }

        if (options.SamplingDuration < TimeSpan.FromSeconds(1) || options.SamplingDuration > TimeSpan.FromHours(1))
        {
            yield return $"CircuitBreaker.SamplingDuration is {options.SamplingDuration}; set 1 second to 1 hour.";
        }

        if (options.BreakDuration < ShortestBreak || options.BreakDuration > LongestBreak)
        {
            yield return $"CircuitBreaker.BreakDuration is {options.BreakDuration}; set 500 milliseconds to 1 day.";
        }

        if (options.MaxBreakDuration < options.BreakDuration || options.MaxBreakDuration > LongestBreak)
        {
            yield return $"CircuitBreaker.MaxBreakDuration is {options.MaxBreakDuration}; set at least CircuitBreaker.BreakDuration, which is {options.BreakDuration}, and at most 1 day.";
        }

        if (options.MaxTrackedEndpoints is < 1 or > 1_000_000)
        {
            yield return $"CircuitBreaker.MaxTrackedEndpoints is {options.MaxTrackedEndpoints}; set 1 to 1000000.";
        }
    }
}
