using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Machines;

/// <summary>A run of <c>machine</c>, as it is written to its file.</summary>
/// <param name="MeasuredAt">When.</param>
/// <param name="Machine">On what.</param>
/// <param name="Seconds">For how long.</param>
/// <param name="BelowFourFifths">The share of the time in which memory was copied at less than 0.8 of the median speed.</param>
/// <param name="BelowHalf">The same for half the speed.</param>
/// <param name="Slowest">The speed of the slowest 20 ms, of the median speed.</param>
/// <param name="LongestSlow">The longest time below 0.8 without a break, in milliseconds.</param>
/// <param name="SyncMilliseconds">Syncs of 64 KiB written to a file.</param>
internal sealed record MachineReport(
    DateTimeOffset MeasuredAt, Machine Machine, double Seconds, double BelowFourFifths, double BelowHalf, double Slowest, double LongestSlow,
    Percentiles SyncMilliseconds) : IReport;
