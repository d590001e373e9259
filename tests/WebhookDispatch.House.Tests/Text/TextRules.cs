using System.Text.RegularExpressions;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Text;

/// <summary>What may stand in a source file.</summary>
internal static partial class TextRules
{
    public const int MostLines = 300;
    public const int MedianLines = 60;

    // Comments say why. Fewer and nobody knows; more and they say what.
    private const double FewestComments = 0.01;
    private const double MostComments = 0.10;

    public static IEnumerable<string> TooLong(SourceFile file, int most = MostLines) =>
        file.Lines.Length <= most ? [] : [$"{file} has {file.Lines.Length} lines; at most {most}."];

    public static IEnumerable<string> ForbiddenWords(SourceFile file) =>
        Lines(file).Where(line => Directive().IsMatch(line.Text) || Mark().IsMatch(line.Text) || Suppression().IsMatch(line.Text))
            .Select(line => $"{file}:{line.Number}: {line.Text.Trim()}");

    public static IEnumerable<string> CultureByName(SourceFile file) =>
        Lines(file).Where(line => Culture().IsMatch(line.Text)).Select(line => $"{file}:{line.Number}: {line.Text.Trim()}");

    /// <summary>Code that was commented out: git remembers it.</summary>
    public static IEnumerable<string> DeadCode(SourceFile file) =>
        Lines(file).Where(line => IsComment(line.Text) && CodeLine().IsMatch(line.Text)).Select(line => $"{file}:{line.Number}: {line.Text.Trim()}");

    /// <summary>The share of comments, without documentation, among the lines that are not blank.</summary>
    public static IEnumerable<string> CommentShare(string title, IEnumerable<SourceFile> files)
    {
        var lines = files.SelectMany(file => file.Lines).Where(line => line.Trim().Length > 0).ToList();
        var share = lines.Count(IsComment) / (double)Math.Max(lines.Count, 1);
        return share is >= FewestComments and <= MostComments ? [] : [$"{title}: {share:P1} of {lines.Count} lines are comments; {FewestComments:P0} to {MostComments:P0}."];
    }

    /// <summary>What is true of one machine or one network only.</summary>
    public static IEnumerable<string> Places(SourceFile file) =>
        Lines(file).SelectMany(line => Registry().Matches(line.Text).Concat(MachinePath().Matches(line.Text))
            .Select(match => $"{file}:{line.Number}: {match.Value}"));

    private static IEnumerable<(int Number, string Text)> Lines(SourceFile file) => file.Lines.Select((text, index) => (index + 1, text));

    private static bool IsComment(string line)
    {
        var text = line.TrimStart();
        return text.StartsWith("//", StringComparison.Ordinal) && !text.StartsWith("///", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\s*#(if|elif|else|endif|pragma|region|endregion|nullable|warning|define|undef)\b")]
    private static partial Regex Directive();

    // The patterns stand in parts, so that this file is not a find of its own.
    [GeneratedRegex(@"\b(TO" + "DO|FIX" + "ME|HA" + @"CK)\b")]
    private static partial Regex Mark();

    [GeneratedRegex("Suppress" + "Message")]
    private static partial Regex Suppression();

    [GeneratedRegex(@"\b(Current|Invariant)Culture(IgnoreCase)\b|\bStringCompar\w+\.(Current|Invariant)Culture\b|\bCurrent(UI)?Culture\b")]
    private static partial Regex Culture();

    [GeneratedRegex(@"^\s*//\s*([{}]|(var|return|await|throw|using|if|for|foreach|while|public|private|internal)\b.*[;{]|[\w.<>]+\(.*\);|[\w.]+ = .*;)\s*$")]
    private static partial Regex CodeLine();

    [GeneratedRegex(@"nu" + @"get\.org|npm" + @"js\.(org|com)|registry\." + @"\w|pypi\." + @"org|python" + @"hosted|crates\." + @"io|maven" + @"\.org|proxy\.golang|pkgs\." + @"dev|\w\.jfrog|/arti" + @"factory/|/repository/\w+-(proxy|hosted|group)|/v3/index\." + @"json", RegexOptions.IgnoreCase)]
    private static partial Regex Registry();

    [GeneratedRegex(@"(?<![\w.~:/-])/(home|Users|root|work|mnt|media|opt|tmp|var/folders)/[\w.-]+|\b[A-Za-z]:\\(Users|work|src|dev)\b[\w.\\-]*")]
    private static partial Regex MachinePath();
}
