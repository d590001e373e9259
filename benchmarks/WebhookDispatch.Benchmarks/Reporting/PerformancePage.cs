namespace WebhookDispatch.Benchmarks.Reporting;

/// <summary>The page that shows what was measured. Its text is written by hand; what stands between the marks of a section is not.</summary>
internal sealed class PerformancePage(string path)
{
    private string _text = File.ReadAllText(path);

    /// <summary>Puts a table in its place.</summary>
    /// <returns>Whether the page has a place for it.</returns>
    public bool TryPlace(string section, string table)
    {
        var (begin, end) = ($"<!-- measured: {section} -->", "<!-- end -->");
        var start = _text.IndexOf(begin, StringComparison.Ordinal);
        if (start < 0)
        {
            return false;
        }

        start += begin.Length;
        var stop = _text.IndexOf(end, start, StringComparison.Ordinal);
        _text = $"{_text[..start]}\n{table.Trim()}\n{_text[stop..]}";
        return true;
    }

    public void Save() => File.WriteAllText(path, _text);
}
