namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>What a webhook is known by.</summary>
internal readonly record struct WebhookIdentity(string Receiver, string Source, string Id, string? Type, DateTimeOffset? Timestamp);
