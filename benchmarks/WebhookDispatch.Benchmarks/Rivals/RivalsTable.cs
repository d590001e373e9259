using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>A run of <c>rivals</c>, as it is read.</summary>
internal static class RivalsTable
{
    public static void Write(TextWriter writer, RivalsReport report)
    {
        var table = new TextTable(
            "who", "deliveries/s (min-max)", "ratio to raw (min-max)", "WebhookDispatch on SQLite, times it", "enqueue p50/p99 ms", "CPU us of its process", "settings");
        foreach (var row in report.Rows)
        {
            table.Add(
                row.Name,
                PartyTable.Text(row.PerSecond, "F0"),
                PartyTable.Text(row.Ratio, "F3"),
                PartyTable.Text(row.OursOverIt, "F1"),
                PartyTable.Text($"{Median(row, round => round.P50Milliseconds):F2} / {Median(row, round => round.P99Milliseconds):F2}"),
                PartyTable.Text($"{Median(row, round => round.CpuMicroseconds):F0}"),
                row.Settings);
        }

        table.Write(writer);
    }

    private static double Median(RivalsReport.Row row, Func<RivalResult, double> figure) => Spread.Of(row.Rounds.Select(figure)).Median;
}
