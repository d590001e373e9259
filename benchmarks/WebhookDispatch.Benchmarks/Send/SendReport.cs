using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Send;

/// <summary>A run of <c>send</c>, as it is written to its file.</summary>
internal sealed record SendReport(
    DateTimeOffset MeasuredAt, Machine Machine, int BodyBytes, int Rounds, double SecondsPerCell, IReadOnlyList<SendReport.Level> Levels) : IReport
{
    /// <summary>All parties at one concurrency.</summary>
    internal sealed record Level(int Concurrency, IReadOnlyList<PartySummary> Parties);
}
