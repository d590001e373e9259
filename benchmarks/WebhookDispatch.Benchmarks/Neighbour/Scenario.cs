namespace WebhookDispatch.Benchmarks.Neighbour;

/// <summary>How many of the endpoints are ill, and how.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Hanging">How many never answer.</param>
/// <param name="Refusing">How many refuse connections.</param>
/// <param name="Slow">How many answer after 50 ms.</param>
/// <param name="Due">How many deliveries are due for the first one when the load begins.</param>
internal sealed record Scenario(string Name, int Hanging, int Refusing, int Slow = 0, int Due = 0)
{
    public bool IsHealthy(int endpoint) => endpoint >= Hanging + Refusing + Slow;

    public bool Hangs(int endpoint) => endpoint < Hanging;

    public bool Refuses(int endpoint) => endpoint < Hanging + Refusing && !Hangs(endpoint);
}
