using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Neighbour;

/// <summary>A run of <c>neighbour</c>, as it is written to its file.</summary>
internal sealed record NeighbourReport(
    DateTimeOffset MeasuredAt, Machine Machine, int Endpoints, double PerSecond, double AttemptTimeoutSeconds, int Rounds, double SecondsPerCell,
    IReadOnlyList<NeighbourReport.Outcome> Rows) : IReport
{
    /// <summary>One scenario over all rounds; ratios are to the healthy baseline of the same round.</summary>
    internal sealed record Outcome(
        Scenario Scenario, Spread Share, Spread P50Milliseconds, Spread P99Milliseconds, Spread P50Ratio, Spread P99Ratio, IReadOnlyList<PacedResult> Rounds)
    {
        public static Outcome Of(Scenario scenario, PacedResult[] rounds, PacedResult[] baseline) => new(
            scenario,
            Spread.Of(rounds.Select(round => round.Share)),
            Spread.Of(rounds.Select(round => round.ToDelivered.P50)),
            Spread.Of(rounds.Select(round => round.ToDelivered.P99)),
            Spread.Of(rounds.Zip(baseline, (own, healthy) => own.ToDelivered.P50 / healthy.ToDelivered.P50)),
            Spread.Of(rounds.Zip(baseline, (own, healthy) => own.ToDelivered.P99 / healthy.ToDelivered.P99)),
            rounds);
    }
}
