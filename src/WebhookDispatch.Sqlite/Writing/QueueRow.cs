namespace WebhookDispatch.Sqlite.Writing;

/// <summary>A delivery that waits or is held.</summary>
internal readonly record struct QueueRow(int Endpoint, long DueAt, long Delivery, long Event, int Attempts, int Claims, int Epoch, long? LeaseToken);
