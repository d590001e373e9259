using System.Xml.Linq;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Documentation;

public sealed class DocumentationTests
{
    private static readonly string Here = "P:" + typeof(SampleOptions).FullName + ".";

    [Theory]
    [MemberData(nameof(Projects.Rows), MemberType = typeof(Projects))]
    public void Every_public_member_says_more_than_its_name(string project)
    {
        var documentation = XmlDocumentation.Of(project);
        var types = Projects.Load(project).GetExportedTypes();

        Assert.Equal(types.Length > 0, documentation.Ids.Any());
        Rule.Holds("Say default, unit, shape, errors, consequence.", DocumentationRules.Summaries(types, documentation));
    }

    [Theory]
    [MemberData(nameof(Projects.Rows), MemberType = typeof(Projects))]
    public void Every_option_states_its_real_default(string project) =>
        Rule.Holds("A reader believes what is written.", Projects.Load(project).GetExportedTypes()
            .Where(DocumentationRules.IsOptions)
            .SelectMany(type => DocumentationRules.Defaults(type, XmlDocumentation.Of(project))));

    [Theory]
    [InlineData("The default is 15 seconds. More than zero.", "15 seconds")]
    [InlineData("The default is 0.1: up to 10 % longer.", "0.1")]
    [InlineData("The default is 262,144 bytes (256 KiB). 1 to 16.", "262,144 bytes (256 KiB)")]
    [InlineData("1 MiB (1048576 bytes) by default; greater than zero.", "1 MiB (1048576 bytes)")]
    [InlineData("Empty by default: an endpoint may loop.", "Empty")]
    [InlineData("The default is WebhookDispatch/1.0.", "WebhookDispatch/1.0")]
    [InlineData("The default is 5 seconds, 24 hours: two attempts.", "5 seconds, 24 hours")]
    [InlineData("At most 1 day.", null)]
    public void A_stated_default_is_read(string value, string? stated) => Assert.Equal(stated, DefaultPhrase.Stated(value));

    [Fact]
    public void A_stated_default_is_compared_with_the_real_one()
    {
        Assert.True(DefaultPhrase.IsTrue("15 seconds", TimeSpan.FromSeconds(15)));
        Assert.True(DefaultPhrase.IsTrue("1 minute", TimeSpan.FromMinutes(1)));
        Assert.True(DefaultPhrase.IsTrue("60 seconds", TimeSpan.FromMinutes(1)));
        Assert.False(DefaultPhrase.IsTrue("5 seconds", TimeSpan.FromSeconds(50)));
        Assert.True(DefaultPhrase.IsTrue("256 KiB", 262_144));
        Assert.True(DefaultPhrase.IsTrue("262,144 bytes (256 KiB)", 262_144));
        Assert.False(DefaultPhrase.IsTrue("262,144 bytes (64 KiB)", 262_144));
        Assert.True(DefaultPhrase.IsTrue("5 retries", 5));
        Assert.False(DefaultPhrase.IsTrue("5 retries", 50));
        Assert.True(DefaultPhrase.IsTrue("0.5", 0.5));
        Assert.True(DefaultPhrase.IsTrue("false", false));
        Assert.False(DefaultPhrase.IsTrue("false", true));
        Assert.True(DefaultPhrase.IsTrue("Empty", Array.Empty<int>()));
        Assert.False(DefaultPhrase.IsTrue("Empty", new[] { 1 }));
        Assert.True(DefaultPhrase.IsTrue("25 seconds, less than a host waits", TimeSpan.FromSeconds(25)));
        Assert.True(DefaultPhrase.IsTrue("5 seconds, 24 hours", new[] { TimeSpan.FromSeconds(5), TimeSpan.FromDays(1) }));
        Assert.False(DefaultPhrase.IsTrue("5 seconds, 12 hours", new[] { TimeSpan.FromSeconds(5), TimeSpan.FromDays(1) }));
        Assert.False(DefaultPhrase.IsTrue("5 seconds", new[] { TimeSpan.FromSeconds(5), TimeSpan.FromDays(1) }));
    }

    [Fact]
    public void An_option_without_a_default_in_words_and_one_with_another_are_found()
    {
        var documentation = Documentation(
            (Here + nameof(SampleOptions.Limit), "<value>The default is 4. 1 to 16.</value>"),
            (Here + nameof(SampleOptions.Wait), "<value>At most a day.</value>"),
            (Here + nameof(SampleOptions.Names), "<summary>Names.</summary>"));

        Assert.Equal(3, DocumentationRules.Defaults(typeof(SampleOptions), documentation).Count());
    }

    [Fact]
    public void A_summary_that_is_missing_and_one_that_restates_the_name_are_found()
    {
        var documentation = Documentation(
            (Here + nameof(SampleOptions.Limit), "<summary>Gets or sets the limit.</summary>"),
            (Here + nameof(SampleOptions.Wait), "<value>5 minutes by default.</value>"),
            (Here + nameof(SampleOptions.Names), "<summary>Who is left out.</summary>"));

        Assert.Equal(2, DocumentationRules.Summaries([typeof(SampleOptions)], documentation).Count());
    }

    private static XmlDocumentation Documentation(params (string Id, string Content)[] members) =>
        new(new XDocument(new XElement("doc", members.Select(member => XElement.Parse($"<member name=\"{member.Id}\">{member.Content}</member>")))));
}
