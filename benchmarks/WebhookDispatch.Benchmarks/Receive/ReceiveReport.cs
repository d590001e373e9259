using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>A run of <c>receive</c>, as it is written to its file.</summary>
internal sealed record ReceiveReport(
    DateTimeOffset MeasuredAt, Machine Machine, int BodyBytes, int Connections, int Rounds, double SecondsPerCell, IReadOnlyList<PartySummary> Parties) : IReport;
