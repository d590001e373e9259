namespace WebhookDispatch.Inbox;

/// <summary>What a handler made of an event. <c>default</c> is <see cref="Done"/>.</summary>
public readonly record struct InboxResult
{
    private InboxResult(int status, string? detail, TimeSpan? retryAfter)
    {
        Status = status;
        Detail = detail;
        RetryAfter = retryAfter;
    }

    /// <summary>The event took effect.</summary>
    public static InboxResult Done => default;

    internal int Status { get; }

    internal string? Detail { get; }

    internal TimeSpan? RetryAfter { get; }

    /// <summary>It cannot take effect now, but may later. Counts against the receiver's circuit: what it needs is not there.</summary>
    /// <param name="after">The least time until the next run; by default the schedule alone says when. Cut to 7 days.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    public static InboxResult RetryLater(TimeSpan? after = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(after ?? TimeSpan.Zero, TimeSpan.Zero, nameof(after));
        return new InboxResult(HandlerTarget.RetryLaterStatus, null, after);
    }

    /// <summary>It can never take effect: it is dead at once. It can still be replayed, or sent again.</summary>
    /// <param name="detail">Why, without what the event contains; kept with its history.</param>
    public static InboxResult Refuse(string detail)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(detail);
        return new InboxResult(HandlerTarget.RefusedStatus, detail, null);
    }
}
