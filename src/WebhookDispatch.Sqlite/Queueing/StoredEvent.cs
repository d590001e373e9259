using WebhookDispatch.Events;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>An event as its deliveries need it.</summary>
internal readonly record struct StoredEvent(WebhookEvent Event, string Tenant, long? ExpiresAt);
