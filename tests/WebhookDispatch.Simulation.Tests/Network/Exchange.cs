namespace WebhookDispatch.Simulation.Tests.Network;

/// <summary>What the network and the receiver do with one request.</summary>
/// <param name="Out">How long the request travels.</param>
/// <param name="Arrives">Whether it arrives.</param>
/// <param name="Status">The receiver's answer; 0 when it never answers.</param>
/// <param name="RetryAfter">How long it asks to be left alone.</param>
/// <param name="Back">How long the answer takes and travels.</param>
/// <param name="Returns">Whether the answer comes back; otherwise the connection breaks.</param>
internal readonly record struct Exchange(TimeSpan Out, bool Arrives, int Status, TimeSpan? RetryAfter, TimeSpan Back, bool Returns)
{
    private static readonly int[] FlakyStatuses = [204, 200, 204, 500, 503, 404, 429, 302, 204];

    internal static Exchange Of(World world, Mood mood)
    {
        var soon = new Exchange(Short(world), true, 204, null, Short(world), true);
        return mood switch
        {
            Mood.Well => soon,
            Mood.Down => soon with { Status = 503, RetryAfter = world.Chance(0.3) ? TimeSpan.FromSeconds(world.Random.Next(1, 120)) : null },
            Mood.Hanging => soon with { Status = 0 },
            Mood.Gone => soon with { Status = 410 },
            _ => Flaky(world, soon),
        };
    }

    private static Exchange Flaky(World world, Exchange soon) => world.Random.Next(8) switch
    {
        0 => soon with { Arrives = false, Returns = false },
        1 => soon with { Returns = false },
        2 => soon with { Back = world.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(25)) },
        3 => soon with { Status = 0 },
        _ => soon with { Status = FlakyStatuses[world.Random.Next(FlakyStatuses.Length)] },
    };

    private static TimeSpan Short(World world) => world.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(120));
}
