using BenchmarkDotNet.Reports;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Micro;

/// <summary>A run of <c>micro</c>, as it is written to its file.</summary>
/// <param name="MeasuredAt">When.</param>
/// <param name="Machine">On what.</param>
/// <param name="Parts">What was measured.</param>
internal sealed record MicroReport(DateTimeOffset MeasuredAt, Machine Machine, IReadOnlyList<MicroReport.Part> Parts) : IReport
{
    /// <summary>The part that the others are compared with.</summary>
    public const string Floor = "SHA-256 of 1 KiB, alone";

    public static MicroReport Of(IEnumerable<BenchmarkReport> reports) =>
        new(TimeProvider.System.GetUtcNow(), Machine.This, [.. reports.Select(report => new Part(
            report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
            report.ResultStatistics?.Median ?? double.NaN,
            report.ResultStatistics?.Min ?? double.NaN,
            report.ResultStatistics?.Max ?? double.NaN,
            report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0))]);

    /// <param name="Name">What it is.</param>
    /// <param name="Nanoseconds">One time, the median.</param>
    /// <param name="Least">The fastest round.</param>
    /// <param name="Most">The slowest.</param>
    /// <param name="AllocatedBytes">One time.</param>
    internal sealed record Part(string Name, double Nanoseconds, double Least, double Most, long AllocatedBytes);
}
