using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Stores;

/// <summary>An attempt in a delivery's history.</summary>
/// <param name="Epoch">The replay it belongs to; 0 before the first.</param>
/// <param name="Attempt">What came of it.</param>
/// <param name="Stale">Whether it was reported when its claim no longer held the delivery: it changed nothing, unless it delivered.</param>
public sealed record RecordedAttempt(int Epoch, DeliveryAttempt Attempt, bool Stale);
