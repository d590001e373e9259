namespace WebhookDispatch.Inbox;

/// <summary>What a sender is told about its event.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="RetryAfter">When the sender should try again; <see langword="null"/> unless it should be told.</param>
/// <param name="Detail">Why the handler refused it; otherwise <see langword="null"/>.</param>
public readonly record struct InboxReceipt(InboxOutcome Outcome, TimeSpan? RetryAfter = null, string? Detail = null);
