using System.Text.RegularExpressions;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Documentation;

/// <summary>
/// C# in prose is a copy of C# that is compiled: a block stands under <c>&lt;!-- snippet: name --&gt;</c> and equals what stands
/// between <c>// begin name</c> and <c>// end name</c> in a sample or test, but for the indentation.
/// </summary>
internal static partial class Snippets
{
    public static IEnumerable<string> Faults(IEnumerable<SourceFile> pages, IEnumerable<SourceFile> sources)
    {
        var regions = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var (name, text, file) in sources.SelectMany(Regions))
        {
            if (text is null || !regions.TryAdd(name, text))
            {
                faults.Add(text is null ? $"{file}: '// begin {name}' has no '// end {name}'." : $"{file}: a region '{name}' exists already.");
            }
        }

        return faults.Concat(pages.SelectMany(page => Blocks(page).SelectMany(block => Faults(page, block, regions))));
    }

    private static IEnumerable<string> Faults(SourceFile page, (int Line, string? Name, string Text) block, Dictionary<string, string> regions)
    {
        if (block.Name is null)
        {
            yield return $"{page}:{block.Line}: a C# block without '<!-- snippet: name -->' above it.";
        }
        else if (!regions.TryGetValue(block.Name, out var text))
        {
            yield return $"{page}:{block.Line}: no sample or test has a region '{block.Name}'.";
        }
        else if (text != block.Text)
        {
            yield return $"{page}:{block.Line}: differs from the region '{block.Name}', which is:\n{text}";
        }
    }

    private static IEnumerable<(string Name, string? Text, SourceFile File)> Regions(SourceFile file)
    {
        var lines = file.Lines;
        for (var i = 0; i < lines.Length; i++)
        {
            if (Begin().Match(lines[i]) is { Success: true } begin)
            {
                var name = begin.Groups["name"].Value;
                var end = Array.FindIndex(lines, i, line => line.Trim() == $"// end {name}");
                yield return (name, end < 0 ? null : Dedent(lines[(i + 1)..end]), file);
            }
        }
    }

    private static IEnumerable<(int Line, string? Name, string Text)> Blocks(SourceFile page)
    {
        var lines = page.Lines;
        for (var i = 0; i < lines.Length; i++)
        {
            var fence = Fence().Match(lines[i]);
            if (!fence.Success)
            {
                continue;
            }

            var end = Array.FindIndex(lines, i + 1, line => line.Trim() == fence.Groups["ticks"].Value);
            end = end < 0 ? lines.Length : end;
            if (IsCSharp(fence.Groups["language"].Value))
            {
                var above = Array.FindLast(lines[..i], line => line.Trim().Length > 0) ?? "";
                var name = Mark().Match(above) is { Success: true } mark ? mark.Groups["name"].Value : null;
                yield return (i + 1, name, Dedent(lines[(i + 1)..end]));
            }

            i = end;
        }
    }

    private static bool IsCSharp(string language) => language.ToUpperInvariant() is "CSHARP" or "CS" or "C#";

    private static string Dedent(string[] lines)
    {
        var indent = lines.Where(line => line.Trim().Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select(line => line.Trim().Length == 0 ? "" : line[indent..].TrimEnd())).Trim('\n');
    }

    [GeneratedRegex(@"^\s*// begin (?<name>[\w.-]+)\s*$")]
    private static partial Regex Begin();

    [GeneratedRegex(@"^\s*(?<ticks>```+)(?<language>[\w#]*)")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*<!-- snippet: (?<name>[\w.-]+) -->\s*$")]
    private static partial Regex Mark();
}
