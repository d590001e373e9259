namespace WebhookDispatch.Retries;

/// <summary>What <see cref="ScheduleOptions"/> may hold.</summary>
internal static class ScheduleOptionsRules
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestOverload = TimeSpan.FromHours(1);

    internal static IEnumerable<string> Check(ScheduleOptions options)
    {
        if (options.RetryDelays.Count > 100)
        {
            yield return $"Schedule.RetryDelays holds {options.RetryDelays.Count} delays; give at most 100.";
        }

        foreach (var delay in options.RetryDelays.Where(delay => delay < TimeSpan.Zero || delay > Longest))
        {
            yield return $"Schedule.RetryDelays holds {delay}; give delays from zero to {Longest}.";
        }

        if (options.JitterRatio is not (>= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"Schedule.JitterRatio is {options.JitterRatio}; set 0 to 1.");
        }

        if (options.MaxRetryAfter < TimeSpan.Zero || options.MaxRetryAfter > Longest)
        {
            yield return $"Schedule.MaxRetryAfter is {options.MaxRetryAfter}; set zero to {Longest}.";
        }

        if (options.OverloadDelay < TimeSpan.Zero || options.OverloadDelay > LongestOverload)
        {
            yield return $"Schedule.OverloadDelay is {options.OverloadDelay}; set zero to {LongestOverload}.";
        }

        foreach (var status in options.PermanentStatuses.Where(status => status is < 300 or > 599))
        {
            yield return $"Schedule.PermanentStatuses holds {status}; list statuses from 300 to 599.";
        }
    }
}
