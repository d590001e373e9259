using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Publish;

/// <summary>A run of <c>publish</c>, as it is written to its file.</summary>
internal sealed record PublishReport(
    DateTimeOffset MeasuredAt, Machine Machine, int BodyBytes, int Rounds, double SecondsPerCell, int Callers, IReadOnlyList<PartySummary> Parties) : IReport;
