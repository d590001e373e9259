namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>What differs from one request to the next.</summary>
internal readonly record struct SignedId(string Id, string Timestamp, string Signature);
