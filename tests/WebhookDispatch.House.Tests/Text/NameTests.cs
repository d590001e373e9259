using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Text;

public sealed class NameTests
{
    [Fact]
    public void No_file_or_folder_has_a_name_that_says_nothing() =>
        Rule.Holds("Name the concept.", Repository.Files.SelectMany(NameRules.VagueWords));

    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        Rule.Holds("Name the concept.", NameRules.VagueWords(Projects.Assemblies.SelectMany(Projects.WrittenTypes)));

    [Fact]
    public void A_file_is_named_after_the_one_type_in_it() =>
        Rule.Holds("One concept, one file.", Repository.CSharp("src", "tests").Where(file => !IsTable(file)).SelectMany(NameRules.FileName));

    [Fact]
    public void A_namespace_is_a_folder() =>
        Rule.Holds("The folders are the map.", Repository.CSharp("src", "tests").SelectMany(NameRules.Namespace));

    [Fact]
    public void Every_test_is_named_by_a_sentence() =>
        Rule.Holds("The list of tests reads as the product's promises.", Repository.CSharp("tests").SelectMany(NameRules.Sentences));

    [Theory]
    [InlineData("src/WebhookDispatch/Retries/RetryHelper.cs")]
    [InlineData("src/WebhookDispatch/Utils/Retry.cs")]
    [InlineData("tests/WebhookDispatch.Common/Some.cs")]
    [InlineData("src/WebhookDispatch/Extensions/Retry.cs")]
    public void A_name_that_says_nothing_is_found(string path) => Assert.Single(NameRules.VagueWords(new SourceFile(path, "")));

    [Fact]
    public void Another_file_name_a_second_type_and_another_namespace_are_found()
    {
        Assert.Empty(NameRules.FileName(Sample("public sealed record Retry(int Number);")));
        Assert.Empty(NameRules.FileName(Sample("public readonly record struct Retry<T>;")));
        Assert.Empty(NameRules.FileName(Sample("internal sealed record Retry;\n\ninternal sealed partial class RetryJson : JsonSerializerContext;")));
        Assert.Single(NameRules.FileName(Sample("internal static partial class Retries;")));
        Assert.Single(NameRules.FileName(Sample("public interface Retry;\n\npublic enum Kind;")));
        Assert.Single(NameRules.FileName(Sample("return 0;")));
        Assert.Empty(NameRules.Namespace(Sample("using System;\n\nnamespace WebhookDispatch.Retries;")));
        Assert.Single(NameRules.Namespace(Sample("namespace WebhookDispatch;")));
    }

    [Theory]
    [InlineData("[Fact]", "public void RetriesTwice()")]
    [InlineData("[Theory]", "public async Task retries_twice()")]
    [InlineData("[Fact(Timeout = 5)]", "public void Retries_()")]
    public void A_test_without_a_sentence_is_found(string attribute, string method) =>
        Assert.Single(NameRules.Sentences(Sample($"    {attribute}\n    [InlineData(1)]\n    {method}\n    {{\n    }}\n\n    [Fact]\n    public void It_is_well() => A();")));

    // One line for every suite that a store takes: a table of classes, and easier to read as one.
    private static bool IsTable(SourceFile file) =>
        file.IsUnder("tests") && !file.IsUnder("tests/WebhookDispatch.Conformance") && file.Name.EndsWith("Conformance.cs", StringComparison.Ordinal);

    private static SourceFile Sample(string text) => new("src/WebhookDispatch/Retries/Retry.cs", text);
}
