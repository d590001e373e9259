namespace WebhookDispatch.Inbox;

/// <summary>What became of an event that arrived.</summary>
public enum InboxOutcome
{
    /// <summary>It is stored and will be handled: answer 202.</summary>
    Stored,

    /// <summary>Its handler has succeeded, and that is stored: answer 200.</summary>
    Processed,

    /// <summary>It came before and was handled, or waits to be: answer 200. Nothing was done.</summary>
    Duplicate,

    /// <summary>It came before and its handler is still running: answer 503 with <see cref="InboxReceipt.RetryAfter"/>.</summary>
    InFlight,

    /// <summary>The inbox cannot take it now: its store fails, its handlers are left alone, or too many wait. Answer 503 with <see cref="InboxReceipt.RetryAfter"/>.</summary>
    Busy,

    /// <summary>Its handler failed: answer 500, and the next copy runs it again.</summary>
    Failed,

    /// <summary>Its handler returned <see cref="InboxResult.RetryLater"/>: answer 503 with <see cref="InboxReceipt.RetryAfter"/>, and the next copy runs it again.</summary>
    RetryLater,

    /// <summary>Its handler returned <see cref="InboxResult.Refuse"/>: answer 400 or 422 with <see cref="InboxReceipt.Detail"/>.</summary>
    Refused,

    /// <summary>The id is taken by an event with another body or type: answer 409. Nothing was stored.</summary>
    Clash,

    /// <summary>It has no id, or an id or type that is too long: answer 400. Nothing was stored.</summary>
    Malformed,
}
