using System.Text.RegularExpressions;
using System.Xml.Linq;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Building;

/// <summary>The settings that let the compiler check the rest.</summary>
internal static partial class SettingsRules
{
    // What would quietly turn an error back into nothing.
    private static readonly string[] Silencers = ["NoWarn", "WarningsNotAsErrors", "DisabledWarnings", "RunAnalyzers", "RunAnalyzersDuringBuild"];

    private static readonly string[] SwitchedOn = ["TreatWarningsAsErrors", "EnforceCodeStyleInBuild"];

    /// <summary>Rules that report a warning unless told otherwise, or are told to here: each fails the build.</summary>
    private static readonly string[] Warnings = ["CA1307", "CA1310", "CA1311", "CA1852", "CA2007", "CA2016", "CS1591", "IDE0005"];

    public static IEnumerable<string> Project(SourceFile file)
    {
        foreach (var element in XDocument.Parse(file.Text).Descendants().Where(element => !element.HasElements))
        {
            var name = element.Name.LocalName;
            var isOff = element.Value.Trim().Equals("false", StringComparison.OrdinalIgnoreCase);
            if (Silencers.Contains(name) || (SwitchedOn.Contains(name) && isOff) || (name == "Nullable" && element.Value != "enable"))
            {
                yield return $"{file}: <{name}>{element.Value}</{name}> silences the compiler.";
            }
        }
    }

    public static IEnumerable<string> Root(SourceFile file)
    {
        var properties = XDocument.Parse(file.Text).Descendants().ToLookup(element => element.Name.LocalName, element => element.Value, StringComparer.Ordinal);
        (string Name, string Value)[] required =
            [("TreatWarningsAsErrors", "true"), ("Nullable", "enable"), ("EnforceCodeStyleInBuild", "true"), ("AnalysisLevel", "latest-recommended")];
        return required.Where(setting => !properties[setting.Name].Contains(setting.Value)).Select(setting => $"{file} does not set {setting.Name} to {setting.Value}.");
    }

    public static IEnumerable<string> EditorConfig(SourceFile file)
    {
        var severities = Severity().Matches(file.Text).Select(match => (Rule: match.Groups["rule"].Value, Level: match.Groups["level"].Value)).ToList();
        return Warnings.Where(rule => !severities.Contains((rule, "warning")) && !severities.Contains((rule, "error")))
            .Concat(severities.Where(setting => setting.Rule.StartsWith("RS00", StringComparison.Ordinal) && setting.Level is not ("warning" or "error")).Select(setting => setting.Rule))
            .Select(rule => $"{file} does not make {rule} fail the build.");
    }

    /// <summary>A file that shares settings with the projects below it has to pass on those above it, and to hand the banned list on.</summary>
    public static IEnumerable<string> Shared(SourceFile file) =>
        from part in (string[])["../Directory.Build.props", "Microsoft.CodeAnalysis.BannedApiAnalyzers", "BannedSymbols.txt"]
        where !file.Text.Contains(part, StringComparison.Ordinal)
        select $"{file} does not bring in {part}.";

    [GeneratedRegex(@"^dotnet_diagnostic\.(?<rule>\w+)\.severity = (?<level>\w+)", RegexOptions.Multiline)]
    private static partial Regex Severity();
}
