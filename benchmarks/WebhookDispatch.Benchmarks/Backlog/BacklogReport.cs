using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Backlog;

/// <summary>A run of <c>backlog</c>, as it is written to its file.</summary>
internal sealed record BacklogReport(
    DateTimeOffset MeasuredAt, Machine Machine, int Endpoints, int BodyBytes, int Rounds, double SecondsPerCell, IReadOnlyList<BacklogReport.Size> Rows,
    long WorkingSetBytes, long PeakWorkingSetBytes)
{
    /// <summary>One size of backlog.</summary>
    internal sealed record Size(int Waiting, double FillSeconds, long FileBytes, PartySummary Live);
}
