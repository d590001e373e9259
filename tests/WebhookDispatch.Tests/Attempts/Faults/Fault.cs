using System.Net.Sockets;

namespace WebhookDispatch.Tests.Attempts.Faults;

/// <summary>One way in which a receiver can fail an attempt, and what has to come of it.</summary>
/// <param name="Row">Its number in the table of faults, 1 to 65.</param>
/// <param name="Name">What the receiver does.</param>
/// <param name="Outcome">The exact word of the outcome.</param>
/// <param name="Peer">What the peer does with a connection.</param>
public sealed record Fault(int Row, string Name, string Outcome, Func<Socket, Stream, CancellationToken, Task> Peer)
{
    /// <summary>The size of the event's body.</summary>
    internal int PayloadBytes { get; init; } = 100;

    /// <summary>Whether the receiver may have processed the event although the attempt failed.</summary>
    internal bool IsAmbiguous { get; init; }

    /// <summary>Whether the word depends on which of two things the kernel reports first.</summary>
    internal string? OrOutcome { get; init; }

    public override string ToString() => $"{Row:00} {Name}";
}
