using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>A delivery that has ended.</summary>
internal readonly record struct EndedRow(long Delivery, long Event, int Endpoint, DeliveryState State, string? Reason, int Attempts, int Epoch);
