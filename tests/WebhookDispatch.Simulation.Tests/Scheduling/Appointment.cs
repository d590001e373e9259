namespace WebhookDispatch.Simulation.Tests.Scheduling;

/// <summary>Something that happens at a time, unless it is called off.</summary>
internal sealed class Appointment(Life? life, Action action)
{
    internal Life? Life { get; } = life;

    internal bool IsCancelled { get; private set; }

    internal void Cancel() => IsCancelled = true;

    internal void Keep()
    {
        if (!IsCancelled)
        {
            action();
        }
    }
}
