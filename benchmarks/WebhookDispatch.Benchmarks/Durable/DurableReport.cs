using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Durable;

/// <summary>A run of <c>durable</c>, as it is written to its file.</summary>
internal sealed record DurableReport(
    DateTimeOffset MeasuredAt, Machine Machine, string Store, int Endpoints, int BodyBytes, int Rounds, double SecondsPerCell,
    IReadOnlyList<PartySummary> Parties, IReadOnlyList<DurableReport.Pace> Levels, long PeakWorkingSetBytes,
    int Dispatchers = 0, double? StatementsPerEvent = null, double? WalBytesPerEvent = null)
{
    /// <summary>All rounds at one share of the full load.</summary>
    internal sealed record Pace(double ShareOfFullLoad, IReadOnlyList<PacedResult> Rounds);
}
