namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>How long a run measures.</summary>
internal sealed record RoundSettings(int Rounds, TimeSpan Duration, int WarmUpDeliveries);
