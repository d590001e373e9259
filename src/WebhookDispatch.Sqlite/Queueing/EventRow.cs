namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>What the store adds to an event that it stores.</summary>
/// <param name="Id">The event's number and that of its first delivery.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="Handed">The endpoint of each delivery that is handed over, as JSON; <see langword="null"/> when none is.</param>
/// <param name="HandedUntil">When those have to have ended.</param>
internal readonly record struct EventRow(long Id, long? ExpiresAt, string? Handed, long HandedUntil);
