using System.Collections.Concurrent;
using System.Diagnostics;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>Keeps every activity of a trace but those of Kestrel, which plays the receiver in these tests.</summary>
internal sealed class RecordedActivities : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;
    private readonly Activity _root = new("test");

    internal RecordedActivities()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => !source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        _root.Start();
    }

    /// <summary>Those that ended within this trace.</summary>
    internal IReadOnlyList<Activity> Ended => [.. _ended.Where(activity => activity.TraceId == _root.TraceId && activity != _root)];

    public void Dispose()
    {
        _listener.Dispose();
        _root.Dispose();
    }
}
