using System.Text.RegularExpressions;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Documentation;

/// <summary>Words such as <c>dns_error</c> that a reader takes from a page into a query or an alert.</summary>
public sealed partial class WordTests
{
    // Settings of PostgreSQL, which reads them.
    private static readonly HashSet<string> OfOthers = new(StringComparer.Ordinal) { "synchronous_commit", "synchronous_standby_names", "remote_apply", "idle_session_timeout" };

    [Fact]
    public void Every_word_with_an_underscore_that_a_page_names_is_one_that_the_code_writes_or_reads()
    {
        var known = Repository.Files.Where(IsCode).SelectMany(file => Words().Matches(file.Text)).Select(match => match.Value).Concat(OfOthers).ToHashSet(StringComparer.Ordinal);
        var pages = Repository.Files.Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal)).ToList();

        Assert.Contains("dns_error", known);
        Assert.Contains(pages, page => Quoted(page).Contains("dns_error"));
        Rule.Holds("A word that nothing writes matches nothing.", pages.SelectMany(page => Quoted(page).Except(known).Select(word => $"{page.Path}: {word}")));
    }

    private static bool IsCode(SourceFile file) =>
        file.Path.StartsWith("src/", StringComparison.Ordinal) || file.Path.StartsWith("samples/", StringComparison.Ordinal) || file.Path.StartsWith("benchmarks/", StringComparison.Ordinal)
        || file.Path.StartsWith("tests/", StringComparison.Ordinal) && !file.Path.Contains(nameof(WordTests), StringComparison.Ordinal);

    // Commands and configurations of other programs stand in blocks of their own.
    private static IEnumerable<string> Quoted(SourceFile page) =>
        Blocks().Replace(page.Text, "").Split('`').Where((_, place) => place % 2 == 1).SelectMany(quoted => Words().Matches(quoted)).Select(match => match.Value).Where(word => !IsStatus().IsMatch(word)).Distinct(StringComparer.Ordinal);

    [GeneratedRegex("(?<![A-Za-z0-9_])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![A-Za-z0-9_])")]
    private static partial Regex Words();

    // Made of its number.
    [GeneratedRegex("^http_[1-9][0-9]{2}$")]
    private static partial Regex IsStatus();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
