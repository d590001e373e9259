namespace WebhookDispatch.AspNetCore.Inbox;

/// <summary>What an inbox made of a webhook.</summary>
internal enum InboxVerdict
{
    /// <summary>It is new: its handler ran, or it is stored.</summary>
    Accepted,

    /// <summary>It took effect, or was stored, before. Acknowledged again, with no further effect.</summary>
    Duplicate,

    /// <summary>Its handler runs at this moment for an earlier request. The sender is asked to come back.</summary>
    InFlight,

    /// <summary>The id is known with another body. Refused.</summary>
    Clash,

    /// <summary>Its handler failed, and the next copy will run it. The inbox has told the log why.</summary>
    Failed,

    /// <summary>The inbox did not take it, for the reason in the result.</summary>
    NotTaken,
}
