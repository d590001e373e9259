namespace WebhookDispatch.Retries;

/// <summary>What <see cref="RetryOptions"/> may hold.</summary>
internal static class RetryOptionsRules
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    internal static IEnumerable<string> Check(RetryOptions options)
    {
        if (options.MaxRetries is < 0 or > 100)
        {
            yield return $"Retries.MaxRetries is {options.MaxRetries}; set 0 to 100.";
        }

        if (options.MaxDelay < TimeSpan.Zero || options.MaxDelay > Longest)
        {
            yield return $"Retries.MaxDelay is {options.MaxDelay}; set zero to {Longest}.";
        }

        if (options.BaseDelay < TimeSpan.Zero || options.BaseDelay > options.MaxDelay)
        {
            yield return $"Retries.BaseDelay is {options.BaseDelay}; set zero or more and at most Retries.MaxDelay, which is {options.MaxDelay}.";
        }

        if (options.JitterRatio is not (>= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"Retries.JitterRatio is {options.JitterRatio}; set 0 to 1.");
        }

        if (options.MaxRetryAfter < TimeSpan.Zero || options.MaxRetryAfter > Longest)
        {
            yield return $"Retries.MaxRetryAfter is {options.MaxRetryAfter}; set zero to {Longest}.";
        }

        foreach (var status in options.PermanentStatuses.Where(status => status is < 300 or > 599))
        {
            yield return $"Retries.PermanentStatuses holds {status}; list statuses from 300 to 599.";
        }
    }
}
