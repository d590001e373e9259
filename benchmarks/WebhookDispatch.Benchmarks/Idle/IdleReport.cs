using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Idle;

/// <summary>A run of <c>idle</c>, as it is written to its file.</summary>
/// <param name="MeasuredAt">When.</param>
/// <param name="Machine">On what.</param>
/// <param name="Endpoints">How many endpoints listened.</param>
/// <param name="Seconds">For how long nothing was published.</param>
/// <param name="CpuPercent">Of one processor.</param>
/// <param name="StatementsPerSecond">Statements that SQLite ran, beginnings and commits included.</param>
/// <param name="WrittenBytesPerSecond">What it caused to be written to the disk.</param>
/// <param name="WorkingSetBytes">The process.</param>
internal sealed record IdleReport(
    DateTimeOffset MeasuredAt, Machine Machine, int Endpoints, double Seconds, double CpuPercent, double StatementsPerSecond, double WrittenBytesPerSecond,
    long WorkingSetBytes) : IReport;
