using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace WebhookDispatch.AspNetCore.Telemetry;

/// <summary>Owns every instrument of receiving, for one receiver. Ids, types and sources are no tags: strangers could make series without number.</summary>
internal sealed class ReceiverMetrics
{
    private readonly KeyValuePair<string, object?> _receiver;
    private readonly Counter<long> _received;
    private readonly Counter<long> _verified;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _unhandled;
    private readonly Counter<long> _processed;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _processingDuration;

    public ReceiverMetrics(IMeterFactory meterFactory, string receiver)
    {
        _receiver = new("webhook.receiver", receiver);
        var meter = meterFactory.Create(WebhookReceiverTelemetry.MeterName);
        _received = meter.CreateCounter<long>("webhook.received", "{request}", "Requests that came in.");
        _verified = meter.CreateCounter<long>("webhook.verified", "{request}", "Requests whose signature holds.");
        _rejected = meter.CreateCounter<long>("webhook.rejected", "{request}", "Requests refused, by reason.");
        _duplicates = meter.CreateCounter<long>("webhook.duplicates", "{request}", "Requests that repeated a known event.");
        _unhandled = meter.CreateCounter<long>("webhook.unhandled", "{event}", "Events acknowledged that no handler takes.");
        _processed = meter.CreateCounter<long>("webhook.processed", "{event}", "Events that a handler took.");
        _failed = meter.CreateCounter<long>("webhook.failed", "{event}", "Runs of a handler that failed, by reason.");
        _processingDuration = meter.CreateHistogram(
            "webhook.processing.duration", "s", "Duration of a handler.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
    }

    internal void Received() => _received.Add(1, _receiver);

    internal void Verified() => _verified.Add(1, _receiver);

    internal void Rejected(string reason) => _rejected.Add(1, _receiver, Reason(reason));

    internal void Duplicate() => _duplicates.Add(1, _receiver);

    internal void Unhandled() => _unhandled.Add(1, _receiver);

    internal void Processed(TimeSpan duration)
    {
        _processed.Add(1, _receiver);
        _processingDuration.Record(duration.TotalSeconds, _receiver);
    }

    internal void Failed(string reason, TimeSpan duration)
    {
        var tags = new TagList { _receiver, Reason(reason) };
        _failed.Add(1, tags);
        _processingDuration.Record(duration.TotalSeconds, _receiver);
    }

    private static KeyValuePair<string, object?> Reason(string reason) => new("webhook.reason", reason);
}
