using System.Diagnostics;

namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>One of the callers of a cell: says when to stop and takes the time of each delivery.</summary>
internal sealed class Worker(long deadline, long limit)
{
    private long _started;

    public long Deliveries { get; private set; }

    public long Failures { get; private set; }

    public LatencyHistogram Latency { get; } = new();

    public bool Next()
    {
        _started = Stopwatch.GetTimestamp();
        return _started < deadline && Deliveries < limit;
    }

    public void Record(bool delivered)
    {
        Latency.Add(Stopwatch.GetElapsedTime(_started));
        Deliveries++;
        if (!delivered)
        {
            Failures++;
        }
    }
}
