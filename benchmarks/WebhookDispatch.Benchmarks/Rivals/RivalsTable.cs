using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>A run of <c>rivals</c>, as it is read.</summary>
internal static class RivalsTable
{
    public static void Write(TextWriter writer, RivalsReport report)
    {
        var table = new TextTable(
            "who", "deliveries/s (min-max)", "ratio to raw (min-max)", "ours on SQLite, times it (min-max)", "goal",
            "ours on PostgreSQL, times it (min-max)", "goal", "enqueue p50/p99 ms", "CPU us of its process");
        var settings = new TextTable("who", "settings");
        foreach (var row in report.Rows)
        {
            var goal = RivalGoal.Of(row.Name);
            table.Add(
                row.Name,
                PartyTable.Text(row.PerSecond, "F0"),
                PartyTable.Text(row.Ratio, "F3"),
                Times(row.SqliteOverIt),
                Goal(goal?.OnSqlite),
                Times(row.PostgresOverIt),
                Goal(goal?.OnPostgres),
                PartyTable.Text($"{Median(row, round => round.P50Milliseconds):F2} / {Median(row, round => round.P99Milliseconds):F2}"),
                PartyTable.Text($"{Median(row, round => round.CpuMicroseconds):F0}"));
            settings.Add(row.Name, row.Settings);
        }

        table.Write(writer);
        writer.WriteLine();
        settings.Write(writer);
    }

    private static string Times(Spread? over) => over is null ? "" : PartyTable.Text(over, "F1");

    private static string Goal(double? goal) => goal is null ? "" : PartyTable.Text($"{goal}");

    private static double Median(RivalsReport.Row row, Func<RivalResult, double> figure) => Spread.Of(row.Rounds.Select(figure)).Median;
}
