namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>One rival in one round.</summary>
internal sealed record RivalResult(
    long Deliveries, long Failures, double PerSecond, double P50Milliseconds, double P99Milliseconds, double CpuMicroseconds);
