using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Namespaces;

/// <summary>Which namespace of an assembly names which other, with one example for each pair.</summary>
internal sealed class NamespaceGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, TypeReference>> _edges = new(StringComparer.Ordinal);

    public NamespaceGraph(IEnumerable<TypeReference> references)
    {
        foreach (var reference in references.Where(reference => reference.From.Assembly == reference.To.Assembly))
        {
            if (TypeNames.HouseNamespace(reference.From) is { } from && TypeNames.HouseNamespace(reference.To) is { } to && from != to)
            {
                _edges.TryAdd(from, new SortedDictionary<string, TypeReference>(StringComparer.Ordinal));
                _edges[from].TryAdd(to, reference);
            }
        }
    }

    public IEnumerable<(string From, string To, TypeReference Example)> Edges =>
        _edges.SelectMany(from => from.Value.Select(to => (from.Key, to.Key, to.Value)));

    /// <summary>One cycle for every namespace that reaches itself, told edge by edge; empty when there is none.</summary>
    public IReadOnlyList<string> Cycles() =>
        [.. _edges.Keys.Select(start => Path(start, start)).OfType<List<string>>()
            .DistinctBy(path => string.Join('|', path.Skip(1).Order(StringComparer.Ordinal)), StringComparer.Ordinal)
            .Select(Tell)];

    // Breadth first, so that the shortest way round is told.
    private List<string>? Path(string start, string end)
    {
        var ways = new Queue<List<string>>([[start]]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in _edges.GetValueOrDefault(way[^1])?.Keys ?? Enumerable.Empty<string>())
            {
                if (next == end)
                {
                    return [.. way, next];
                }

                if (seen.Add(next))
                {
                    ways.Enqueue([.. way, next]);
                }
            }
        }

        return null;
    }

    private string Tell(List<string> cycle) =>
        string.Join(" -> ", cycle) + string.Concat(cycle.Zip(cycle.Skip(1), (from, to) => $"\n    {from} -> {to}: {_edges[from][to]}"));
}
