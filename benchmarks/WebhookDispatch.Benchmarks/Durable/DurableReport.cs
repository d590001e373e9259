using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Durable;

/// <summary>A run of <c>durable</c>, as it is written to its file.</summary>
internal sealed record DurableReport(
    DateTimeOffset MeasuredAt, Machine Machine, string Store, int Endpoints, int Publishers, int BodyBytes, int Rounds, double SecondsPerCell,
    double SyncDelayMilliseconds, IReadOnlyList<PartySummary> Parties, IReadOnlyList<DurableReport.Pace> Levels, long PeakWorkingSetBytes,
    int Dispatchers = 0, double? StatementsPerEvent = null, double? WalBytesPerEvent = null) : IReport
{
    /// <summary>All rounds at one load.</summary>
    internal sealed record Pace(string Load, IReadOnlyList<PacedResult> Rounds);
}
