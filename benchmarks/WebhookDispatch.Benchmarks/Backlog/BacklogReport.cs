using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Backlog;

/// <summary>A run of <c>backlog</c>, as it is written to its file.</summary>
internal sealed record BacklogReport(
    DateTimeOffset MeasuredAt, Machine Machine, int BodyBytes, int Rounds, double SecondsPerCell, IReadOnlyList<BacklogReport.Size> Rows) : IReport
{
    /// <summary>One size of backlog; ratios are to the first one of as many endpoints.</summary>
    /// <param name="Endpoints">How many the live traffic is for.</param>
    /// <param name="Waiting">How many deliveries wait.</param>
    /// <param name="FillSeconds">How long it took to publish them.</param>
    /// <param name="FileBytes">The store's files then.</param>
    /// <param name="IndexBytes">Of these the indexes; <see langword="null"/> where the engine does not say.</param>
    /// <param name="WorkingSetBytes">The process after the last round, which holds every size of as many endpoints.</param>
    /// <param name="PeakWorkingSetBytes">The most it was until then, filling included.</param>
    /// <param name="Live">The live traffic.</param>
    internal sealed record Size(
        int Endpoints, int Waiting, double FillSeconds, long FileBytes, long? IndexBytes, long WorkingSetBytes, long PeakWorkingSetBytes, PartySummary Live);
}
