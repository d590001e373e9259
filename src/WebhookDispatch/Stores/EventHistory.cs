using WebhookDispatch.Events;

namespace WebhookDispatch.Stores;

/// <summary>What happened to one event.</summary>
/// <param name="Event">The event, with its exact bytes.</param>
/// <param name="Tenant">The tenant it belongs to.</param>
/// <param name="PublishedAt">When it was stored.</param>
/// <param name="ExpiresAt">When it expires; <see langword="null"/> when it does not.</param>
/// <param name="Deliveries">One for each endpoint, by rising id; empty when no endpoint listened.</param>
public sealed record EventHistory(
    WebhookEvent Event, string Tenant, DateTimeOffset PublishedAt, DateTimeOffset? ExpiresAt, IReadOnlyList<DeliveryHistory> Deliveries);
