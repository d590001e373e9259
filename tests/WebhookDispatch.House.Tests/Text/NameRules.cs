using System.Text.RegularExpressions;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Text;

/// <summary>What files, folders, types and tests are called.</summary>
internal static partial class NameRules
{
    private static readonly string[] Vague = ["Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Manager", "Managers", "Common", "Misc"];

    private static readonly string[] VagueFolders = ["Extensions", "Models", "Interfaces", "Constants", "Shared"];

    /// <summary>Words that name nothing, in a file's path.</summary>
    public static IEnumerable<string> VagueWords(SourceFile file)
    {
        var words = file.Path.Split('/', '.', '-', '_').SelectMany(part => Word().Matches(part).Select(match => match.Value));
        var folders = file.Folder.Split('/');
        return words.Intersect(Vague).Concat(folders.Intersect(VagueFolders)).Select(word => $"{file}: '{word}' names no concept.");
    }

    public static IEnumerable<string> VagueWords(IEnumerable<Type> types) =>
        from type in types
        let word = Word().Matches(type.Name).Select(match => match.Value).Intersect(Vague).FirstOrDefault()
        where word is not null
        select $"{type.FullName}: '{word}' names no concept.";

    /// <summary>A file declares one type, which it is named after; a part may follow the name with a dot. The type's own JSON context may stand below it.</summary>
    public static IEnumerable<string> FileName(SourceFile file)
    {
        var types = TypeDeclaration().Matches(file.Text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();
        _ = types.Count == 2 && types.Remove(types[0] + "Json");
        return types.Count == 1 && file.Name.Split('.')[0] == types[0]
            ? []
            : [$"{file} declares {(types.Count == 0 ? "no type" : string.Join(", ", types))}."];
    }

    /// <summary>The namespace is the project and the folders below it.</summary>
    public static IEnumerable<string> Namespace(SourceFile file)
    {
        var expected = string.Join('.', file.Folder.Split('/').Skip(1));
        var actual = NamespaceDeclaration().Match(file.Text).Groups["name"].Value;
        return actual == expected ? [] : [$"{file} is in namespace '{actual}', not '{expected}'."];
    }

    /// <summary>A test is named by a sentence: <c>Upper_case_first_and_words_apart</c>.</summary>
    public static IEnumerable<string> Sentences(SourceFile file) =>
        TestMethod().Matches(file.Text).Select(match => match.Groups["name"].Value)
            .Where(name => !Sentence().IsMatch(name))
            .Select(name => $"{file}: {name} is not a sentence.");

    [GeneratedRegex("[A-Z][a-z0-9]*|[a-z0-9]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(public |internal |file |sealed |static |abstract |readonly |ref |partial |unsafe )*(class|record class|record struct|record|struct|interface|enum|delegate [\w<>?,\[\] ]+) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"^ *\[(Fact|Theory)\b[^\n]*\n(.*\n)*? *public [^\n(]*?\b(?<name>\w+)(<[^>]*>)?\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TestMethod();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+$")]
    private static partial Regex Sentence();
}
