using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Retries;

/// <summary>The retry rules of one endpoint's direct sends: the options with the endpoint's differences laid over them.</summary>
internal sealed record RetryRules(
    int MaxRetries, TimeSpan BaseDelay, TimeSpan MaxDelay, double JitterRatio, TimeSpan MaxRetryAfter, IReadOnlyCollection<int> PermanentStatuses)
{
    internal static RetryRules For(RetryOptions options, EndpointOverrides overrides)
    {
        var maxDelay = overrides.MaxDelay ?? options.MaxDelay;
        var baseDelay = overrides.BaseDelay ?? options.BaseDelay;
        return new RetryRules(
            overrides.MaxRetries ?? options.MaxRetries,
            baseDelay,
            maxDelay,
            options.JitterRatio,
            options.MaxRetryAfter,
            overrides.PermanentStatuses is { } own ? [.. own] : [.. options.PermanentStatuses]);
    }
}
