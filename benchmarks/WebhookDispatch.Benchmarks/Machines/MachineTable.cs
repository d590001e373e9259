using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Machines;

/// <summary>A run of <c>machine</c>, as it is read.</summary>
internal static class MachineTable
{
    public static void Write(TextWriter writer, MachineReport report)
    {
        var table = new TextTable("s", "below 0.8 of its speed", "below 0.5", "slowest 20 ms", "longest below 0.8 ms", "sync p50/p95/p99 ms");
        table.Add(
            PartyTable.Text($"{report.Seconds:F0}"),
            PartyTable.Text($"{report.BelowFourFifths:P1}"),
            PartyTable.Text($"{report.BelowHalf:P1}"),
            PartyTable.Text($"{report.Slowest:F2}"),
            PartyTable.Text($"{report.LongestSlow:F0}"),
            PartyTable.Text($"{report.SyncMilliseconds.P50:F2} / {report.SyncMilliseconds.P95:F2} / {report.SyncMilliseconds.P99:F2}"));
        table.Write(writer);
    }
}
