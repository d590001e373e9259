using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>A claimed delivery in this process's memory.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="StartBy">The timestamp after which no attempt may begin: its lease could end before the attempt does.</param>
/// <param name="IsClaimed">Whether it was claimed from the store; otherwise the publisher handed it over.</param>
internal readonly record struct HeldDelivery(LeasedDelivery Delivery, long StartBy, bool IsClaimed);
