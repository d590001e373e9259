namespace WebhookDispatch.Inbox;

/// <summary>When a sender is told that its event has arrived.</summary>
public enum InboxMode
{
    /// <summary>
    /// When the handler has succeeded and that is stored. A handler that fails is not run again by the inbox: the sender is told
    /// and sends another copy, which runs it.
    /// </summary>
    Inline,

    /// <summary>As soon as the event is stored. Its handler runs afterwards, and again by the schedule of the inbox while it fails.</summary>
    StoreThenProcess,
}
