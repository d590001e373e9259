using WebhookDispatch.Deliveries;

namespace WebhookDispatch.DeadLetters;

/// <summary>What became of a replay.</summary>
/// <param name="Delivered">Whether a receiver accepted it; the dead letter is then gone.</param>
/// <param name="Reason">Why it was given up again; <see langword="null"/> when it was delivered.</param>
/// <param name="Attempts">The attempts of this replay, in order.</param>
public sealed record ReplayResult(bool Delivered, DeadLetterReason? Reason, IReadOnlyList<DeliveryAttempt> Attempts);
