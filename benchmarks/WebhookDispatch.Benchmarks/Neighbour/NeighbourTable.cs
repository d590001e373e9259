using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Neighbour;

/// <summary>A run of <c>neighbour</c>, as it is read.</summary>
internal static class NeighbourTable
{
    public static void Write(TextWriter writer, NeighbourReport report)
    {
        var table = new TextTable("scenario", "healthy load delivered", "p50 ms (min-max)", "ratio", "p99 ms (min-max)", "ratio (min-max)");
        foreach (var row in report.Rows)
        {
            table.Add(
                row.Scenario.Name,
                PartyTable.Text($"{row.Share.Median:P2} ({row.Share.Min:P2}-{row.Share.Max:P2})"),
                PartyTable.Text(row.P50Milliseconds, "F2"),
                PartyTable.Text($"{row.P50Ratio.Median:F2}"),
                PartyTable.Text(row.P99Milliseconds, "F2"),
                PartyTable.Text(row.P99Ratio, "F2"));
        }

        table.Write(writer);
    }
}
