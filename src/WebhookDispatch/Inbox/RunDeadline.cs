using WebhookDispatch.Attempts;

namespace WebhookDispatch.Inbox;

/// <summary>The end of the time that one run has. Made by <see cref="RunDeadlines"/>, and used again when the run has ended in time.</summary>
internal sealed class RunDeadline : IAged<RunDeadline>
{
    internal CancellationTokenSource Source { get; } = new();

    internal CancellationToken Token => Source.Token;

    internal bool IsOver => Source.IsCancellationRequested;

    /// <summary>The timestamp at which the time is over.</summary>
    internal long EndsAt { get; set; }

    /// <summary>Whether it is in the line of those that run; it leaves it when its run ends or its time is over.</summary>
    internal bool IsRunning { get; set; }

    public RunDeadline? Older { get; set; }

    public RunDeadline? Younger { get; set; }
}
