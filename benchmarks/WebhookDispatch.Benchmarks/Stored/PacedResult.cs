namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>What became of a paced load: from the call of publish to the observer's OnDelivered.</summary>
internal sealed record PacedResult(
    double PerSecond, long Expected, long Delivered, double Share,
    double P50Milliseconds, double P99Milliseconds, double PublishP50Milliseconds, double PublishP99Milliseconds);
