using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Documentation;

public sealed class SnippetTests
{
    // Marks are put together, so that this file has no regions of its own.
    private static readonly SourceFile Sample = new("samples/A/Program.cs", string.Join('\n',
        "class A", "{", "    // " + "begin send", "    if (true)", "    {", "        Send();", "    }", "    // " + "end send", "}"));

    [Fact]
    public void Every_block_of_csharp_in_prose_is_compiled_somewhere() =>
        Rule.Holds("Prose that can rot is tested.", Snippets.Faults(
            Repository.Files.Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal)),
            Repository.CSharp("samples", "tests")));

    [Fact]
    public void A_block_equals_its_region_but_for_the_indentation() =>
        Assert.Empty(Snippets.Faults([Page("<!-- snippet: send -->", "```csharp", "if (true)", "{", "    Send();", "}", "```", "", "```", "any", "```")], [Sample]));

    [Theory]
    [InlineData("<!-- snippet: send -->", "Send();")]
    [InlineData("<!-- snippet: sent -->", "if (true)\n{\n    Send();\n}")]
    [InlineData("Like this:", "if (true)\n{\n    Send();\n}")]
    public void A_block_that_differs_or_is_compiled_nowhere_is_found(string above, string code) =>
        Assert.Single(Snippets.Faults([Page(above, "", "```cs", code, "```")], [Sample]));

    [Fact]
    public void A_region_that_exists_twice_or_has_no_end_is_found()
    {
        Assert.Single(Snippets.Faults([], [Sample, Sample]));
        Assert.Single(Snippets.Faults([], [new SourceFile("samples/A/B.cs", "// " + "begin open\nx();\n")]));
    }

    private static SourceFile Page(params string[] lines) => new("README.md", string.Join('\n', lines));
}
