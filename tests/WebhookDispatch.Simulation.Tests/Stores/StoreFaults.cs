namespace WebhookDispatch.Simulation.Tests.Stores;

/// <summary>How often the store's calls fail now.</summary>
internal sealed class StoreFaults
{
    /// <summary>The share of calls that fail before they did anything.</summary>
    internal double Before { get; set; }

    /// <summary>The share of calls that do their work and whose answer is lost.</summary>
    internal double After { get; set; }

    /// <summary>The share of calls that take up to <see cref="LongestWait"/>.</summary>
    internal double Slow { get; set; }

    internal TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(2);

    internal void Cease()
    {
        Before = 0;
        After = 0;
        Slow = 0;
    }
}
