namespace WebhookDispatch.Simulation.Tests.Network;

/// <summary>How a receiver behaves for a while.</summary>
internal enum Mood
{
    /// <summary>Answers 204, soon.</summary>
    Well,

    /// <summary>Answers one way or another, in time or not, or breaks the connection.</summary>
    Flaky,

    /// <summary>Answers 503, some with a time to wait.</summary>
    Down,

    /// <summary>Takes requests and never answers.</summary>
    Hanging,

    /// <summary>Wants no more: 410.</summary>
    Gone,
}
