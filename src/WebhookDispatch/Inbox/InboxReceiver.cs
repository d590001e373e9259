namespace WebhookDispatch.Inbox;

/// <summary>What handles events, and when their senders are told.</summary>
public sealed record InboxReceiver
{
    /// <summary>Names the receiver: 1 to 128 characters, such as <c>/hooks/github</c>. What is stored for it is kept under this name, so it must stay the same.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Handles an event. It may run more than once for one event, after a failure or a crash: let its effects carry the event's
    /// id. What it throws is a failure.
    /// </summary>
    public required Func<InboxRun, CancellationToken, ValueTask<InboxResult>> Handler { get; init; }

    /// <summary>When the sender is told. <see cref="InboxMode.Inline"/> by default.</summary>
    public InboxMode Mode { get; init; }

    /// <summary>
    /// Whether its events are handed in with a transaction. A store that takes part in none is then told when the receiver is added, and not
    /// by the first event. <see langword="false"/> by default.
    /// </summary>
    public bool InTransaction { get; init; }
}
