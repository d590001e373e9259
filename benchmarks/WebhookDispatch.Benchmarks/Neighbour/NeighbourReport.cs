using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Neighbour;

/// <summary>A run of <c>neighbour</c>, as it is written to its file.</summary>
internal sealed record NeighbourReport(
    DateTimeOffset MeasuredAt, Machine Machine, int Endpoints, double PerSecond, double AttemptTimeoutSeconds, int Rounds, double SecondsPerCell,
    IReadOnlyList<NeighbourReport.Outcome> Rows)
{
    /// <summary>One scenario over all rounds; ratios are to the healthy baseline of the same round.</summary>
    internal sealed record Outcome(
        Scenario Scenario, Spread Share, Spread P50Milliseconds, Spread P99Milliseconds, Spread P50Ratio, Spread P99Ratio, IReadOnlyList<PacedResult> Rounds)
    {
        public static Outcome Of(Scenario scenario, PacedResult[] rounds, PacedResult[] baseline) => new(
            scenario,
            Spread.Of(rounds.Select(round => round.Share)),
            Spread.Of(rounds.Select(round => round.P50Milliseconds)),
            Spread.Of(rounds.Select(round => round.P99Milliseconds)),
            Spread.Of(rounds.Zip(baseline, (own, healthy) => own.P50Milliseconds / healthy.P50Milliseconds)),
            Spread.Of(rounds.Zip(baseline, (own, healthy) => own.P99Milliseconds / healthy.P99Milliseconds)),
            rounds);
    }
}
