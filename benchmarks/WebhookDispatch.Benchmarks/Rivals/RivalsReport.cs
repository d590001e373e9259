using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>A run of <c>rivals</c>, as it is written to its file.</summary>
internal sealed record RivalsReport(
    DateTimeOffset MeasuredAt, Machine Machine, int BodyBytes, int Rounds, double SecondsPerCell, IReadOnlyList<RivalsReport.Row> Rows) : IReport
{
    /// <param name="names">What each is called and how it is set.</param>
    /// <param name="results">Of each, every round; the first are those of <c>HttpClient</c> alone.</param>
    public static IReadOnlyList<Row> Compare(IReadOnlyList<IRival> names, RivalResult[][] results)
    {
        RivalResult[]? RoundsOf(string name) => names.Select((rival, i) => rival.Name == name ? results[i] : null).FirstOrDefault(found => found is not null);
        var (sqlite, postgres) = (RoundsOf(RivalNames.Ours), RoundsOf(RivalNames.OursOnPostgres));
        return
        [
            .. names.Select((rival, i) => new Row(
                rival.Name, rival.Settings,
                Spread.Of(results[i].Select(round => round.PerSecond)),
                Over(results[i], results[0])!, Over(sqlite, results[i]), Over(postgres, results[i]),
                results[i])),
        ];
    }

    private static Spread? Over(RivalResult[]? one, RivalResult[] other) =>
        one is null ? null : Spread.Of(one.Zip(other, (own, its) => own.PerSecond / its.PerSecond));

    /// <summary>One of them over all rounds.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Settings">Its settings.</param>
    /// <param name="PerSecond">Deliveries a second.</param>
    /// <param name="Ratio">To <c>HttpClient</c> alone, in the same round.</param>
    /// <param name="SqliteOverIt">How many times as much WebhookDispatch on SQLite delivered in the same round.</param>
    /// <param name="PostgresOverIt">The same on PostgreSQL; <see langword="null"/> when that did not run.</param>
    /// <param name="Rounds">Every round.</param>
    internal sealed record Row(
        string Name, string Settings, Spread PerSecond, Spread Ratio, Spread? SqliteOverIt, Spread? PostgresOverIt, IReadOnlyList<RivalResult> Rounds);
}
