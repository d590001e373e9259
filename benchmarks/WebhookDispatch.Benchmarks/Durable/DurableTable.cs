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
        parties.Add(PartyTable.Text($"{DurableVerb.Callers}"), report.Parties[0]);
        foreach (var party in report.Parties.Skip(1))
        {
            parties.Add(PartyTable.Text($"{report.Publishers}"), party);
        }

        parties.Write(writer);
        writer.WriteLine();
        WriteCosts(writer, report);
        writer.WriteLine();
        if (report.StatementsPerEvent is { } statements)
        {
            writer.WriteLine(PartyTable.Text($"The server, warm-up included: {statements:F3} SQL statements and {report.WalBytesPerEvent:F0} B of WAL for each delivered event."));
            writer.WriteLine();
        }

        if (report.Levels.Count > 0)
        {
            WriteLevels(writer, report);
            writer.WriteLine();
        }

        writer.WriteLine(PartyTable.Text($"Peak working set of the process at full load: {report.PeakWorkingSetBytes / 1048576.0:F0} MiB."));
    }

    private static void WriteCosts(TextWriter writer, DurableReport report)
    {
        var table = new TextTable("party, for each delivery", "sender CPU us", "receiver CPU us", "server CPU us", "dispatcher CPU us", "allocated B", "written to disk B", "commits", "statements");
        foreach (var party in report.Parties)
        {
            var typical = party.Typical;
            table.Add(
                party.Party,
                PartyTable.Text($"{typical.SenderCpuMicrosecondsPerDelivery:F1}"),
                PartyTable.Text($"{typical.ReceiverCpuMicrosecondsPerDelivery:F1}"),
                PartyTable.Text($"{typical.ServerCpuMicrosecondsPerDelivery:F1}"),
                PartyTable.Text($"{typical.DispatcherCpuMicrosecondsPerDelivery:F1}"),
                PartyTable.Text($"{typical.AllocatedBytesPerDelivery:F0}"),
                PartyTable.Text($"{typical.DiskBytesPerDelivery:F0}"),
                PartyTable.Text($"{typical.CommitsPerDelivery:F3}"),
                PartyTable.Text($"{typical.StatementsPerDelivery:F2}"));
        }

        table.Write(writer);
    }

    private static void WriteLevels(TextWriter writer, DurableReport report)
    {
        var table = new TextTable(
            "load", "events/s", "delivered", "publish p50/p99 ms", "publish to first byte p50/p95/p99 ms", "commit to first byte p50/p95/p99 ms", "publish to delivered p50/p99 ms");
        foreach (var level in report.Levels)
        {
            table.Add(
                level.Load,
                PartyTable.Text($"{level.Rounds[0].PerSecond:F0}"),
                PartyTable.Text($"{Of(level, round => round.Share).Min:P1}"),
                Two(level, round => round.Publish),
                Three(level, round => round.ToFirstByte),
                Three(level, round => round.CommitToFirstByte),
                Two(level, round => round.ToDelivered));
        }

        table.Write(writer);
    }

    private static string Two(DurableReport.Pace level, Func<PacedResult, Percentiles?> of) => Text(level, of, each => each.P50, each => each.P99);

    private static string Three(DurableReport.Pace level, Func<PacedResult, Percentiles?> of) => Text(level, of, each => each.P50, each => each.P95, each => each.P99);

    private static string Text(DurableReport.Pace level, Func<PacedResult, Percentiles?> of, params Func<Percentiles, double>[] shares) =>
        level.Rounds.Any(round => of(round) is null)
            ? "-" : string.Join(" / ", shares.Select(share => PartyTable.Text($"{Of(level, round => share(of(round)!)).Median:F2}")));

    private static Spread Of(DurableReport.Pace level, Func<PacedResult, double> figure) => Spread.Of(level.Rounds.Select(figure));
}
