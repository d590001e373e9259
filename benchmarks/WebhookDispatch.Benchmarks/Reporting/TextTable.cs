namespace WebhookDispatch.Benchmarks.Reporting;

/// <summary>Writes rows as a Markdown table whose columns also line up in a terminal.</summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] row) => _rows.Add(row);

    public void Write(TextWriter writer)
    {
        var widths = header.Select((name, column) => _rows.Select(row => row[column].Length).Append(name.Length).Max()).ToArray();
        writer.WriteLine(Line(header, widths));
        writer.WriteLine(Line([.. widths.Select(width => new string('-', width))], widths));
        foreach (var row in _rows)
        {
            writer.WriteLine(Line(row, widths));
        }
    }

    private static string Line(string[] row, int[] widths) =>
        $"| {string.Join(" | ", row.Select((cell, column) => cell.PadRight(widths[column])))} |";
}
