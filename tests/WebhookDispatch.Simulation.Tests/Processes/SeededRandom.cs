using WebhookDispatch.Retries;

namespace WebhookDispatch.Simulation.Tests.Processes;

/// <summary>Jitter by the seed.</summary>
internal sealed class SeededRandom(World world) : RandomSource
{
    internal override double NextDouble() => world.Random.NextDouble();
}
