using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Retries;

/// <summary>The schedule of one endpoint's published events: the options with the endpoint's differences laid over them.</summary>
internal sealed record ScheduleRules(
    IReadOnlyList<TimeSpan> RetryDelays, double JitterRatio, TimeSpan MaxRetryAfter, IReadOnlyCollection<int> PermanentStatuses,
    EndpointOrder? Order = null, int? SkipAfter = null)
{
    /// <summary>Whether a delivery that is given up stops its endpoint.</summary>
    internal bool MayBlock => Order == EndpointOrder.Strict && SkipAfter is null;

    internal static ScheduleRules For(ScheduleOptions options, EndpointOverrides overrides) => new(
        overrides.RetryDelays ?? [.. options.RetryDelays],
        options.JitterRatio,
        options.MaxRetryAfter,
        overrides.PermanentStatuses is { } own ? [.. own] : [.. options.PermanentStatuses],
        overrides.Order,
        overrides.SkipAfter);
}
