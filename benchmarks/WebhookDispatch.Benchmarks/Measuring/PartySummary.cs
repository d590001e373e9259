namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>A party over all rounds, beside the party that everything is compared with.</summary>
internal sealed record PartySummary(string Party, Spread DeliveriesPerSecond, Spread Ratio, Spread CpuRatio, CellResult Typical, CellResult[] Rounds)
{
    public static PartySummary Of(string party, CellResult[] rounds, CellResult[] baseline) => new(
        party,
        Spread.Of(rounds.Select(round => round.DeliveriesPerSecond)),
        Spread.Of(rounds.Zip(baseline, (own, raw) => own.DeliveriesPerSecond / raw.DeliveriesPerSecond)),
        Spread.Of(rounds.Zip(baseline, (own, raw) => Cpu(raw) / Cpu(own))),
        new CellResult(
            (long)Median(rounds, round => round.Deliveries),
            rounds.Sum(round => round.Failures),
            Median(rounds, round => round.DeliveriesPerSecond),
            Median(rounds, round => round.P50Milliseconds),
            Median(rounds, round => round.P99Milliseconds),
            Median(rounds, round => round.AllocatedBytesPerDelivery),
            Median(rounds, round => round.SenderCpuMicrosecondsPerDelivery),
            Median(rounds, round => round.ReceiverCpuMicrosecondsPerDelivery),
            Median(rounds, round => round.DiskBytesPerDelivery),
            Median(rounds, round => round.CommitsPerDelivery),
            Median(rounds, round => round.StatementsPerDelivery),
            Median(rounds, round => round.ServerCpuMicrosecondsPerDelivery),
            Median(rounds, round => round.DispatcherCpuMicrosecondsPerDelivery)),
        rounds);

    private static double Cpu(CellResult cell) =>
        cell.SenderCpuMicrosecondsPerDelivery + cell.ReceiverCpuMicrosecondsPerDelivery + cell.ServerCpuMicrosecondsPerDelivery + cell.DispatcherCpuMicrosecondsPerDelivery;

    private static double Median(CellResult[] rounds, Func<CellResult, double> figure) => Spread.Of(rounds.Select(figure)).Median;
}
