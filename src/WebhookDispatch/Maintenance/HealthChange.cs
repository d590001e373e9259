namespace WebhookDispatch.Maintenance;

/// <summary>What one process saw of an endpoint in one round. Several processes' changes add up, in any order.</summary>
/// <param name="EndpointId">The endpoint.</param>
/// <param name="Succeeded">Whether it answered with success: what failed before no longer counts.</param>
/// <param name="Failures">What failed, after the last success if there was one; <see langword="null"/> when nothing did.</param>
/// <param name="PausedFor">How long trouble of our own lasted, which does not count.</param>
internal sealed record HealthChange(string EndpointId, bool Succeeded, EndpointFailures? Failures, TimeSpan PausedFor)
{
    internal static HealthChange Success(string endpointId) => new(endpointId, Succeeded: true, Failures: null, TimeSpan.Zero);

    internal EndpointFailures? Apply(EndpointFailures? present)
    {
        var kept = Succeeded ? null : present;
        var added = (kept, Failures) switch
        {
            (null, _) => Failures,
            (_, null) => kept,
            var (before, now) => before with { LastAt = Later(before.LastAt, now.LastAt), Deliveries = before.Deliveries + now.Deliveries },
        };

        // Two processes may both have met the same outage: no clock runs ahead of the last failure.
        return added is null || PausedFor == TimeSpan.Zero ? added : added with { Since = Earlier(added.Since + PausedFor, Later(added.Since, added.LastAt)) };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
