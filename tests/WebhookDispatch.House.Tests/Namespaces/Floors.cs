namespace WebhookDispatch.House.Tests.Namespaces;

/// <summary>The order of the namespaces under a root. One may name those on lower floors; never one above, never a neighbour.</summary>
/// <param name="Root">The namespace they are in.</param>
/// <param name="LowestFirst">The floors; the empty name is the root itself. Deeper namespaces stand on the floor of the folder they are in.</param>
/// <param name="Never">Pairs that may not meet although the floors would let them.</param>
internal sealed record Floors(string Root, string[][] LowestFirst, params (string From, string To)[] Never)
{
    /// <summary>The floors of the core. A new namespace is drawn here before it is built.</summary>
    public static Floors OfTheCore { get; } = new(
        "WebhookDispatch",
        [
            ["Egress", "Events", "Secrets", "Telemetry", "Tenants"],
            ["Endpoints"],
            ["Connections", "Deliveries"],
            ["Attempts", "Retries", "Stores"],
            ["DeadLetters", "Directory"],
            ["Observing"],
            ["Publishing", "Sending"],
            ["Maintenance"],
            ["Dispatching"],
            // High up, so that nothing but the root can name a store.
            ["InMemory", "Operating"],
            ["Inbox"],
            [""],
        ],
        // A direct send needs no storage.
        ("Sending", "Stores"),
        ("Sending", "Directory"));

    public IEnumerable<string> Faults(NamespaceGraph graph)
    {
        foreach (var (from, to, example) in graph.Edges)
        {
            var (upper, lower) = (Short(from), Short(to));
            if (FloorOf(upper) is not { } above || FloorOf(lower) is not { } below)
            {
                yield return $"{(FloorOf(upper) is null ? from : to)} is on no floor; draw it into {nameof(Floors)}.";
            }
            else if (below >= above || Never.Contains((upper, lower)))
            {
                yield return $"{from} may not name {to}: {example}";
            }
        }
    }

    private int? FloorOf(string name) => Array.FindIndex(LowestFirst, floor => floor.Contains(name)) is >= 0 and var floor ? floor : null;

    private string Short(string name) => name == Root ? "" : name[(Root.Length + 1)..].Split('.')[0];
}
