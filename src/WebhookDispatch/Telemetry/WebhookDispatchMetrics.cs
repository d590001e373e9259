using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace WebhookDispatch.Telemetry;

/// <summary>Owns every instrument. Endpoint ids are no tags: customers' endpoints are without number, and so would be the series.</summary>
internal sealed class WebhookDispatchMetrics
{
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _attemptDuration;
    private readonly Counter<long> _published;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _circuitChanges;

    public WebhookDispatchMetrics(IMeterFactory meterFactory)
        : this(meterFactory, MetricNames.Sending)
    {
    }

    internal WebhookDispatchMetrics(IMeterFactory meterFactory, MetricNames names)
    {
        var meter = meterFactory.Create(WebhookDispatchTelemetry.MeterName);
        _attempts = meter.CreateCounter<long>(names.Of(names.Attempts), "{attempt}", "Attempts made, by outcome.");
        _attemptDuration = meter.CreateHistogram(
            names.Of(names.AttemptDuration), "s", "Duration of an attempt, by outcome.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30] });
        _published = meter.CreateCounter<long>(names.Of(names.Stored), "{event}", "Events stored.");
        _delivered = meter.CreateCounter<long>(names.Of(names.Delivered), "{delivery}", "Deliveries that succeeded.");
        _deadLetters = meter.CreateCounter<long>(names.Of("dead_letters"), "{delivery}", "Deliveries given up, by reason.");
        _circuitChanges = meter.CreateCounter<long>(names.Of("circuit.changes"), "{change}", "Circuit breakers that changed, by new state.");
    }

    internal bool ObservesAttempts => _attempts.Enabled || _attemptDuration.Enabled;

    internal void Attempt(string outcome, TimeSpan duration)
    {
        var tags = new TagList { { "webhook.outcome", outcome } };
        _attempts.Add(1, tags);
        _attemptDuration.Record(duration.TotalSeconds, tags);
    }

    internal void Published() => _published.Add(1);

    internal void Delivered() => _delivered.Add(1);

    internal void DeadLettered(string reason, int deliveries = 1) => _deadLetters.Add(deliveries, new KeyValuePair<string, object?>("webhook.reason", reason));

    internal void CircuitChanged(string state) => _circuitChanges.Add(1, new KeyValuePair<string, object?>("webhook.circuit.state", state));
}
