namespace WebhookDispatch.Signing;

/// <summary>The headers that belong together. A verifier takes them from one family or not at all.</summary>
internal sealed record HeaderFamily(string Signature, string? Id = null, string? Timestamp = null);
