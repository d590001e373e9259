namespace WebhookDispatch.Dispatching;

/// <summary>What <see cref="DispatchingOptions"/> may hold.</summary>
internal static class DispatchingOptionsRules
{
    internal static IEnumerable<string> Check(DispatchingOptions options, TimeSpan attemptTimeout)
    {
        if (options.MaxInFlight is < 1 or > 10_000)
        {
            yield return $"Dispatching.MaxInFlight is {options.MaxInFlight}; set 1 to 10000.";
        }

        if (options.MaxInFlightPerEndpoint is < 1 or > 1000)
        {
            yield return $"Dispatching.MaxInFlightPerEndpoint is {options.MaxInFlightPerEndpoint}; set 1 to 1000.";
        }

        if (options.SlowAfter <= TimeSpan.Zero || options.SlowAfter > TimeSpan.FromMinutes(1))
        {
            yield return $"Dispatching.SlowAfter is {options.SlowAfter}; set more than zero and at most 1 minute.";
        }

        if (options.MaxSlowInFlight is < 0 or > 100_000)
        {
            yield return $"Dispatching.MaxSlowInFlight is {options.MaxSlowInFlight}; set 0 to 100000.";
        }

        if (options.LeaseDuration is { } lease && (lease < 2 * attemptTimeout || lease > TimeSpan.FromHours(1)))
        {
            yield return $"Dispatching.LeaseDuration is {lease}; set at least twice Sending.AttemptTimeout, which is {attemptTimeout}, and at most 1 hour.";
        }

        if (options.PollInterval < TimeSpan.FromSeconds(1) || options.PollInterval > TimeSpan.FromMinutes(1))
        {
            yield return $"Dispatching.PollInterval is {options.PollInterval}; set 1 second to 1 minute.";
        }

        if (options.MaxHandOff is < 0 or > 100_000)
        {
            yield return $"Dispatching.MaxHandOff is {options.MaxHandOff}; set 0 to 100000.";
        }

        if (options.ShutdownGrace < TimeSpan.Zero || options.ShutdownGrace > TimeSpan.FromMinutes(10))
        {
            yield return $"Dispatching.ShutdownGrace is {options.ShutdownGrace}; set zero to 10 minutes.";
        }
    }
}
