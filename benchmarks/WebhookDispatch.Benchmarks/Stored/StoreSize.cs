namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>How large a store is on disk.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="IndexBytes">Its indexes; <see langword="null"/> for SQLite, whose library is built without the table that tells.</param>
internal sealed record StoreSize(long Bytes, long? IndexBytes);
