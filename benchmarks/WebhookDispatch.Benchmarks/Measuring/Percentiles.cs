namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>Durations in milliseconds that half, 95 % and 99 % of them stay below.</summary>
internal sealed record Percentiles(double P50, double P95, double P99)
{
    public static Percentiles Of(LatencyHistogram histogram) =>
        new(histogram.Percentile(0.50), histogram.Percentile(0.95), histogram.Percentile(0.99));
}
