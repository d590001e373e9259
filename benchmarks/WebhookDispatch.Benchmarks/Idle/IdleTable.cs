using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Idle;

/// <summary>A run of <c>idle</c>, as it is read.</summary>
internal static class IdleTable
{
    public static void Write(TextWriter writer, IdleReport report)
    {
        var table = new TextTable("endpoints", "s", "CPU % of one", "statements/s", "written to disk B/s", "working set MiB");
        table.Add(
            PartyTable.Text($"{report.Endpoints}"),
            PartyTable.Text($"{report.Seconds:F0}"),
            PartyTable.Text($"{report.CpuPercent:F2}"),
            PartyTable.Text($"{report.StatementsPerSecond:F1}"),
            PartyTable.Text($"{report.WrittenBytesPerSecond:F0}"),
            PartyTable.Text($"{report.WorkingSetBytes / 1048576.0:F0}"));
        table.Write(writer);
    }
}
