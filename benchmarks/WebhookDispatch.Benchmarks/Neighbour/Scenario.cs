namespace WebhookDispatch.Benchmarks.Neighbour;

/// <summary>How many of the endpoints are ill, and how.</summary>
internal sealed record Scenario(string Name, int Hanging, int Refusing)
{
    public bool IsHealthy(int endpoint) => endpoint >= Hanging + Refusing;

    public bool Hangs(int endpoint) => endpoint < Hanging;
}
