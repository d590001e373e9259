using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Backlog;

/// <summary>A run of <c>backlog</c>, as it is read.</summary>
internal static class BacklogTable
{
    public static void Write(TextWriter writer, BacklogReport report)
    {
        var table = new TextTable(
            "endpoints", "waiting", "file MiB", "indexes MiB", "filled in s", "deliveries/s (min-max)", "ratio to the first (min-max)", "CPU ratio",
            "working set MiB", "its peak MiB");
        foreach (var row in report.Rows)
        {
            table.Add(
                PartyTable.Text($"{row.Endpoints:N0}"),
                PartyTable.Text($"{row.Waiting:N0}"),
                PartyTable.Text($"{row.FileBytes / 1048576.0:N0}"),
                row.IndexBytes is { } indexes ? PartyTable.Text($"{indexes / 1048576.0:N0}") : "",
                PartyTable.Text($"{row.FillSeconds:F1}"),
                PartyTable.Text(row.Live.DeliveriesPerSecond, "F0"),
                PartyTable.Text(row.Live.Ratio, "F2"),
                PartyTable.Text($"{row.Live.CpuRatio.Median:F2}"),
                PartyTable.Text($"{row.WorkingSetBytes / 1048576.0:F0}"),
                PartyTable.Text($"{row.PeakWorkingSetBytes / 1048576.0:F0}"));
        }

        table.Write(writer);
    }
}
