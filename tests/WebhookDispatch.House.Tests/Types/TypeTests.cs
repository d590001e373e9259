using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Types;

public sealed class TypeTests
{
    [Theory]
    [MemberData(nameof(Projects.Rows), MemberType = typeof(Projects))]
    public void Every_class_is_sealed_static_or_abstract(string project) =>
        Rule.Holds("Seal it, or list it with its reason.", TypeRules.OpenClasses(Projects.WrittenTypes(Projects.Load(project))));

    [Fact]
    public void Much_of_the_core_is_internal() =>
        Rule.Holds("What is public can never be changed.", TypeRules.TooMuchPublic(Projects.WrittenTypes(Projects.Load(Projects.Core))));

    [Theory]
    [MemberData(nameof(Projects.Rows), MemberType = typeof(Projects))]
    public void Texts_are_compared_by_their_bytes_on_every_machine(string project) =>
        Rule.Holds("Say StringComparison.Ordinal.", TypeRules.CultureSensitive(TypeReferences.In(Projects.Load(project))));

    [Fact]
    public void Every_log_event_has_an_id_of_its_own() =>
        Rule.Holds("People alert on event ids.", TypeRules.LogEventIds(Projects.Assemblies.SelectMany(Projects.WrittenTypes)));

    [Fact]
    public void An_open_class_is_found() =>
        Assert.Contains(nameof(OpenClass), Assert.Single(TypeRules.OpenClasses([typeof(OpenClass), typeof(Rule), typeof(TypeTests)])), StringComparison.Ordinal);

    [Fact]
    public void A_public_crowd_is_found()
    {
        Assert.Single(TypeRules.TooMuchPublic([typeof(TypeTests), typeof(Projects), typeof(Rule)]));
        Assert.Empty(TypeRules.TooMuchPublic([typeof(TypeTests), typeof(Rule)]));
    }

    [Fact]
    public void A_comparison_by_culture_is_found() =>
        Assert.Equal(
            [nameof(CultureSample.Lower), nameof(CultureSample.Sort), nameof(CultureSample.Upper)],
            TypeRules.CultureSensitive(TypeReferences.Of([typeof(CultureSample)]))
                .Select(fault => fault.Split(' ')[0].Split('.')[^1])
                .Order(StringComparer.Ordinal));

    [Fact]
    public void Log_events_with_one_id_and_with_none_are_found() =>
        Assert.Equal(
            ["Event id -1: LogSample.None.", "Event id 7: LogSample.First, LogSample.Other.Second."],
            TypeRules.LogEventIds([typeof(LogSample), typeof(LogSample.Other)]).Order(StringComparer.Ordinal));
}
