using System.Collections.Concurrent;
using System.Diagnostics;
using WebhookDispatch.AspNetCore.Telemetry;

namespace WebhookDispatch.AspNetCore.Tests.Observing;

/// <summary>The activities of one receiver; those of tests that run beside this one are left out.</summary>
internal sealed class RecordedTraces : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;
    private readonly string _receiver;

    public RecordedTraces(string receiver)
    {
        _receiver = receiver;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WebhookReceiverTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Ended => [.. _ended.Where(activity => Equals(activity.GetTagItem("webhook.receiver"), _receiver))];

    public void Dispose() => _listener.Dispose();
}
