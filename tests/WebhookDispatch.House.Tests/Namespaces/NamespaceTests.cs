using WebhookDispatch.House.Tests.Namespaces.Knot.Left;
using WebhookDispatch.House.Tests.Namespaces.Knot.Right;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Namespaces;

public sealed class NamespaceTests
{
    private static readonly NamespaceGraph OneWay = new(TypeReferences.Of([typeof(LeftEnd)]));

    [Theory]
    [MemberData(nameof(Projects.Rows), MemberType = typeof(Projects))]
    public void No_namespace_reaches_itself(string project) =>
        Rule.Holds("A namespace that reaches itself cannot be read alone.", new NamespaceGraph(TypeReferences.In(Projects.Load(project))).Cycles());

    [Fact]
    public void Namespaces_of_the_core_name_only_those_below_them()
    {
        var graph = new NamespaceGraph(TypeReferences.In(Projects.Load(Projects.Core)));

        Assert.NotEmpty(graph.Edges);
        Rule.Holds("A reference may only point down.", Floors.OfTheCore.Faults(graph));
    }

    [Fact]
    public void A_knot_is_told_with_an_example_of_each_edge()
    {
        var cycle = Assert.Single(new NamespaceGraph(TypeReferences.Of([typeof(LeftEnd), typeof(RightEnd)])).Cycles());

        Assert.Contains("Knot.Left -> WebhookDispatch.House.Tests.Namespaces.Knot.Right -> ", cycle, StringComparison.Ordinal);
        Assert.Contains("LeftEnd.Name uses RightEnd.Name", cycle, StringComparison.Ordinal);
        Assert.Contains("RightEnd.Pull uses LeftEnd", cycle, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_down_is_free_and_one_up_or_to_a_neighbour_is_a_fault()
    {
        Assert.Empty(Knot(["Right"], ["Left"]).Faults(OneWay));
        Assert.Contains("LeftEnd.Name uses RightEnd.Name", Assert.Single(Knot(["Left"], ["Right"]).Faults(OneWay)), StringComparison.Ordinal);
        Assert.Single(Knot(["Left", "Right"]).Faults(OneWay));
        Assert.Single((Knot(["Right"], ["Left"]) with { Never = [("Left", "Right")] }).Faults(OneWay));
        Assert.Contains("Right is on no floor", Assert.Single(Knot(["Left"]).Faults(OneWay)), StringComparison.Ordinal);
    }

    private static Floors Knot(params string[][] lowestFirst) => new("WebhookDispatch.House.Tests.Namespaces.Knot", lowestFirst);
}
