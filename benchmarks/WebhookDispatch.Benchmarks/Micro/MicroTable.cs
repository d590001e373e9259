using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Micro;

/// <summary>A run of <c>micro</c>, as it is read.</summary>
internal static class MicroTable
{
    public static void Write(TextWriter writer, MicroReport report)
    {
        var floor = report.Parts.FirstOrDefault(part => string.Equals(part.Name, MicroReport.Floor, StringComparison.Ordinal))?.Nanoseconds ?? double.NaN;
        var table = new TextTable("part", "ns median (min-max)", $"times {MicroReport.Floor}", "allocated B");
        foreach (var part in report.Parts)
        {
            table.Add(
                part.Name,
                PartyTable.Text($"{part.Nanoseconds:F0} ({part.Least:F0}-{part.Most:F0})"),
                PartyTable.Text($"{part.Nanoseconds / floor:F2}"),
                PartyTable.Text($"{part.AllocatedBytes}"));
        }

        table.Write(writer);
    }
}
