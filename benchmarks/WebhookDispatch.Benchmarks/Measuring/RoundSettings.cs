namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>How long a run measures.</summary>
/// <param name="Rounds">How often each party is measured.</param>
/// <param name="Duration">How long each time.</param>
/// <param name="WarmUpDeliveries">How much each does before that.</param>
/// <param name="WarmUpBursts">
/// In how many parts, in turn with the others. The runtime compiles what is used much again, in the background and in steps, and gets
/// to it when the processors have nothing else to do: after one long burst it still takes a fifth of the time that is measured.
/// </param>
internal sealed record RoundSettings(int Rounds, TimeSpan Duration, int WarmUpDeliveries, int WarmUpBursts = 1);
