using System.Diagnostics.Metrics;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Inbox;

/// <summary>What an inbox counts beside what its dispatcher does.</summary>
internal sealed class InboxMetrics
{
    private readonly Counter<long> _copies;
    private readonly Histogram<long> _runs;

    public InboxMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(WebhookDispatchTelemetry.MeterName);
        _copies = meter.CreateCounter<long>(MetricNames.Inbox.Of("duplicates"), "{event}", "Events whose id had come before, by what became of the copy.");
        _runs = meter.CreateHistogram<long>(
            MetricNames.Inbox.Of("runs_until_processed"), "{run}", "Runs that an event needed until its handler succeeded.",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 3, 4, 5, 7, 10, 20] });
    }

    internal void Copy(InboxOutcome outcome) => _copies.Add(1, new KeyValuePair<string, object?>("webhook.outcome", WordOf(outcome)));

    internal void Processed(int run) => _runs.Record(run);

    private static string WordOf(InboxOutcome outcome) => outcome switch
    {
        InboxOutcome.Duplicate => "duplicate",
        InboxOutcome.InFlight => "in_flight",
        InboxOutcome.Busy => "busy",
        InboxOutcome.Clash => "clash",
        _ => "run_again",
    };
}
