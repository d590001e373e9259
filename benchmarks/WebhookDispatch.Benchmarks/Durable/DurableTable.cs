using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Durable;

/// <summary>A run of <c>durable</c>, as it is read.</summary>
internal static class DurableTable
{
    public static void Write(TextWriter writer, DurableReport report)
    {
        var parties = new PartyTable("callers", "deliveries", "raw");
        foreach (var party in report.Parties)
        {
            parties.Add(PartyTable.Text($"{DurableVerb.Callers}"), party);
        }

        parties.Write(writer);
        if (report.StatementsPerEvent is { } statements)
        {
            writer.WriteLine(PartyTable.Text($"Warm-up included: {statements:F3} SQL statements and {report.WalBytesPerEvent:F0} B of WAL for each delivered event."));
        }

        writer.WriteLine();
        if (report.Levels.Count == 0)
        {
            return;
        }

        var levels = new TextTable(
            "load", "events/s", "delivered", "publish to delivered p50 ms (min-max)", "p99 ms (min-max)", "publish p50 ms (min-max)", "publish p99 ms (min-max)");
        foreach (var level in report.Levels)
        {
            levels.Add(
                PartyTable.Text($"{level.ShareOfFullLoad:P0}"),
                PartyTable.Text($"{level.Rounds[0].PerSecond:F0}"),
                PartyTable.Text($"{Of(level, round => round.Share).Min:P1}"),
                PartyTable.Text(Of(level, round => round.P50Milliseconds), "F2"),
                PartyTable.Text(Of(level, round => round.P99Milliseconds), "F2"),
                PartyTable.Text(Of(level, round => round.PublishP50Milliseconds), "F2"),
                PartyTable.Text(Of(level, round => round.PublishP99Milliseconds), "F2"));
        }

        levels.Write(writer);
        writer.WriteLine(PartyTable.Text($"Peak working set of the process: {report.PeakWorkingSetBytes / 1048576.0:F0} MiB."));
    }

    private static Spread Of(DurableReport.Pace level, Func<PacedResult, double> figure) => Spread.Of(level.Rounds.Select(figure));
}
