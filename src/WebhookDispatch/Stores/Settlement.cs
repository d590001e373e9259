using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Stores;

/// <summary>What became of one claimed delivery.</summary>
/// <param name="Delivery">The delivery, as it was claimed.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Attempt">The attempt to record; <see langword="null"/> when there was none.</param>
/// <param name="Delay">From now until it is due again; only for a retry or a release.</param>
/// <param name="Reason">Why it ended, in one word; <see langword="null"/> when delivered, retried or released.</param>
public sealed record Settlement(
    LeasedDelivery Delivery, SettlementKind Kind, DeliveryAttempt? Attempt = null, TimeSpan Delay = default, string? Reason = null);
