using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>A run of <c>rivals</c>, as it is written to its file.</summary>
internal sealed record RivalsReport(
    DateTimeOffset MeasuredAt, Machine Machine, int BodyBytes, int Rounds, double SecondsPerCell, IReadOnlyList<RivalsReport.Row> Rows) : IReport
{
    /// <summary>One of them over all rounds.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Settings">Its settings.</param>
    /// <param name="PerSecond">Deliveries a second.</param>
    /// <param name="Ratio">To <c>HttpClient</c> alone, in the same round.</param>
    /// <param name="OursOverIt">How many times as much WebhookDispatch on SQLite delivered in the same round.</param>
    /// <param name="Rounds">Every round.</param>
    internal sealed record Row(string Name, string Settings, Spread PerSecond, Spread Ratio, Spread OursOverIt, IReadOnlyList<RivalResult> Rounds)
    {
        public static Row Of(IRival rival, RivalResult[] rounds, RivalResult[] raw, RivalResult[] ours) => new(
            rival.Name, rival.Settings,
            Spread.Of(rounds.Select(round => round.PerSecond)),
            Spread.Of(rounds.Zip(raw, (own, limit) => own.PerSecond / limit.PerSecond)),
            Spread.Of(rounds.Zip(ours, (own, best) => best.PerSecond / own.PerSecond)),
            rounds);
    }
}
