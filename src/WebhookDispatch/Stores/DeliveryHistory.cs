namespace WebhookDispatch.Stores;

/// <summary>A delivery and its attempts.</summary>
/// <param name="Delivery">Where it stands.</param>
/// <param name="Attempts">Every recorded attempt, in the order in which they were reported.</param>
public sealed record DeliveryHistory(DeliveryRecord Delivery, IReadOnlyList<RecordedAttempt> Attempts);
