namespace WebhookDispatch.Simulation.Tests.Scheduling;

/// <summary>
/// One life of a process: every await of its code comes back here. When it dies nothing of it runs any more, at whichever
/// await it stood; when it is paused, everything of it waits.
/// </summary>
internal sealed class Life(World world, string name) : SynchronizationContext
{
    internal string Name { get; } = name;

    internal bool IsDead { get; set; }

    internal TimeSpan PausedUntil { get; set; }

    /// <summary>How far its wall clock is off.</summary>
    internal TimeSpan ClockError { get; set; }

    public override void Post(SendOrPostCallback d, object? state) => world.Post(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing waits for another thread here.");

    public override SynchronizationContext CreateCopy() => this;
}
