namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>What a database server has done. Each of the store's statements is a transaction of its own, so that transactions count statements.</summary>
internal sealed record ServerUse(long Transactions, long WalBytes);
