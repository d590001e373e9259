using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Text;

public sealed class TextTests
{
    private static readonly string[] Code = ["src", "tests", "samples", "benchmarks"];

    private static readonly string[] Binary = [".png", ".db", ".snk", ".ico"];

    /// <summary>Files that are too long today. They may not grow, and leave the list once they are short enough.</summary>
    private static readonly Dictionary<string, int> Long = new()
    {
    };

    [Fact]
    public void No_source_file_is_too_long_to_read_at_once()
    {
        Rule.Holds("Two concepts, two files.", Repository.CSharp(Code).SelectMany(file => TextRules.TooLong(file, Long.GetValueOrDefault(file.Path, TextRules.MostLines))));
        Rule.Holds("Take it off the list.", Long.Keys.Where(path => Repository.File(path).Lines.Length <= TextRules.MostLines));

        var lengths = Repository.CSharp("src").Select(file => file.Lines.Length).Order().ToList();
        Assert.InRange(lengths[lengths.Count / 2], 1, TextRules.MedianLines);
    }

    [Fact]
    public void No_source_file_switches_postpones_or_silences() =>
        Rule.Holds("Mend it, or switch the rule off once in .editorconfig with its reason.", Repository.CSharp(Code).SelectMany(TextRules.ForbiddenWords));

    [Fact]
    public void No_source_file_names_a_culture_to_compare_by() =>
        Rule.Holds("Compare ordinally.", Repository.CSharp("src").SelectMany(TextRules.CultureByName));

    [Fact]
    public void Nothing_is_commented_out() =>
        Rule.Holds("Git remembers it.", Repository.CSharp(Code).SelectMany(TextRules.DeadCode));

    [Fact]
    public void Comments_are_neither_absent_nor_a_crowd() =>
        Rule.Holds("Comments say why.", TextRules.CommentShare("src", Repository.CSharp("src")));

    [Fact]
    public void No_file_names_a_registry_or_a_place_on_one_machine() =>
        Rule.Holds("A clone works everywhere.", Repository.Files.Where(file => !Binary.Any(file.Path.EndsWith)).SelectMany(TextRules.Places));

    [Theory]
    [InlineData("  #", "pragma warning disable CA1000")]
    [InlineData("#", "if DEBUG")]
    [InlineData("    #", "region Fields")]
    [InlineData("// TO", "DO later")]
    [InlineData("var x = 1; // HA", "CK")]
    [InlineData("[Sup", "pressMessage(\"a\", \"b\")]")]
    [InlineData("[UnconditionalSup", "pressMessage(\"a\", \"b\")]")]
    public void A_line_that_switches_postpones_or_silences_is_found(string begin, string end) =>
        Assert.Equal($"Sample.cs:2: {(begin + end).Trim()}", Assert.Single(TextRules.ForbiddenWords(Sample("using System;", begin + end))));

    [Theory]
    [InlineData("// return", " x;")]
    [InlineData("    // if (x)", " {")]
    public void Code_that_was_commented_out_is_found(string begin, string end) => Assert.Single(TextRules.DeadCode(Sample(begin + end)));

    [Theory]
    [InlineData("https://api.nu", "get.org/v3")]
    [InlineData("regist", "ry.npm-mirror.example")]
    [InlineData("cd /ho", "me/anna/x")]
    [InlineData("\"/wo", "rk/main\"")]
    [InlineData("C:\\Us", "ers\\Anna")]
    public void A_registry_and_a_place_on_one_machine_are_found(string begin, string end) => Assert.NotEmpty(TextRules.Places(Sample(begin + end)));

    [Theory]
    [InlineData("https://acme.example/home/x")]
    [InlineData("src/opt/x and ../tmp/x")]
    public void Other_paths_are_left_alone(string line) => Assert.Empty(TextRules.Places(Sample(line)));

    [Fact]
    public void A_long_file_is_found_and_so_are_too_many_and_too_few_comments()
    {
        Assert.Single(TextRules.TooLong(Sample([.. Enumerable.Repeat("x", TextRules.MostLines + 1)])));
        Assert.Empty(TextRules.TooLong(Sample([.. Enumerable.Repeat("x", TextRules.MostLines)])));
        Assert.Single(TextRules.CommentShare("a", [Sample("x", "// why")]));
        Assert.Single(TextRules.CommentShare("a", [Sample("x", "/// what")]));
        Assert.Single(TextRules.CultureByName(Sample("a.Equals(b, StringComparison.InvariantCulture)")));
    }

    private static SourceFile Sample(params string[] lines) => new("Sample.cs", string.Join('\n', lines));
}
