using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Sending;

/// <summary>The attempts of one direct send and, when it was given up, why.</summary>
internal readonly record struct SendRun(IReadOnlyList<DeliveryAttempt> Attempts, DeadLetterReason? Reason);
