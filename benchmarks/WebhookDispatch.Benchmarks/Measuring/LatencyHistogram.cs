using System.Diagnostics;
using System.Numerics;

namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>Counts durations in buckets that are at most 1/32 wide, so that recording one allocates nothing.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBuckets = 32;
    private const int Buckets = 40 * SubBuckets;

    private readonly long[] _counts = new long[Buckets];

    public void Add(TimeSpan duration)
    {
        var nanoseconds = (ulong)Math.Max(0, duration.Ticks) * 100;
        var shift = Math.Max(0, BitOperations.Log2(nanoseconds) - 5);
        _counts[Math.Min(Buckets - 1, (shift * SubBuckets) + (int)(nanoseconds >> shift))]++;
    }

    /// <param name="started">A timestamp.</param>
    /// <param name="ended">A later one.</param>
    public void Add(long started, long ended) => Add(Stopwatch.GetElapsedTime(started, ended));

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < Buckets; i++)
        {
            _counts[i] += other._counts[i];
        }
    }

    /// <summary>The duration in milliseconds that the given share stays below; 0 when nothing was recorded.</summary>
    public double Percentile(double share)
    {
        var rank = (long)Math.Ceiling(_counts.Sum() * share);
        var seen = 0L;
        for (var i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= rank && seen > 0)
            {
                return Middle(i) / 1e6;
            }
        }

        return 0;
    }

    private static double Middle(int bucket)
    {
        var shift = Math.Max(0, (bucket / SubBuckets) - 1);
        return Math.ScaleB(bucket - (shift * SubBuckets) + 0.5, shift);
    }
}
