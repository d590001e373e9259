using System.Text.RegularExpressions;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Walls;

/// <summary>A store is one that passes every suite: <c>XWebhookStore</c> takes them all in a file <c>XConformance.cs</c>.</summary>
internal static partial class ConformanceRules
{
    private const string Contract = "WebhookDispatch.Stores.IWebhookStore";

    public static IEnumerable<Type> Stores(IEnumerable<Type> types) =>
        types.Where(type => type.IsClass && !type.IsAbstract && type.GetInterface(Contract) is not null);

    public static IReadOnlyList<string> Suites(IEnumerable<SourceFile> files) =>
        [.. files.SelectMany(file => Suite().Matches(file.Text)).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Missing(string store, IEnumerable<string> suites, IReadOnlyCollection<SourceFile> tests)
    {
        var table = store.Replace("WebhookStore", "Conformance", StringComparison.Ordinal) + ".cs";
        var file = tests.FirstOrDefault(file => file.Name == table);
        return file is null
            ? [$"{store} has no {table} among the tests."]
            : suites.Where(suite => !Regex.IsMatch(file.Text, $@": {suite}\b")).Select(suite => $"{file} leaves out {suite}.");
    }

    [GeneratedRegex(@"^public abstract (partial )?class (?<name>\w+)(\([^)]*\))? : \w*Conformance\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Suite();
}
