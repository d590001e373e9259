using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Retries;

/// <summary>The schedule of one endpoint's published events: the options with the endpoint's differences laid over them.</summary>
internal sealed record ScheduleRules(
    IReadOnlyList<TimeSpan> RetryDelays, double JitterRatio, TimeSpan MaxRetryAfter, IReadOnlyCollection<int> PermanentStatuses,
    EndpointOrder? Order = null, int? SkipAfter = null, TimeSpan OverloadDelay = default)
{
    /// <summary>Whether a delivery that is given up stops its endpoint.</summary>
    internal bool MayBlock => Order == EndpointOrder.Strict && SkipAfter is null;

    internal static ScheduleRules For(ScheduleOptions options, EndpointOverrides overrides) =>
        For(options, overrides, overrides.RetryDelays ?? [.. options.RetryDelays]);

    private static ScheduleRules For(ScheduleOptions options, EndpointOverrides overrides, IReadOnlyList<TimeSpan> delays) => new(
        delays,
        options.JitterRatio,
        options.MaxRetryAfter,
        overrides.PermanentStatuses is { } own ? [.. own] : [.. options.PermanentStatuses],
        overrides.Order,
        overrides.SkipAfter,
        delays.Append(TimeSpan.Zero).Max() is var longest && longest < options.OverloadDelay ? longest : options.OverloadDelay);
}
