using WebhookDispatch.Benchmarks.Measuring;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>
/// When each counted event of a paced load was begun and ended, in arrays made before the load begins: an object kept for each
/// is one that the collector has to copy, and its pauses, 45 ms in every second, were what the load then measured.
/// </summary>
/// <param name="first">The number of the first of them on the arrival board.</param>
/// <param name="perSecond">The rate of the load.</param>
/// <param name="duration">Its duration.</param>
internal sealed class PacedTimes(int first, double perSecond, TimeSpan duration)
{
    private readonly long[] _called = new long[(int)(perSecond * duration.TotalSeconds) + 1];
    private readonly long[] _returned = new long[(int)(perSecond * duration.TotalSeconds) + 1];

    public int Count { get; private set; }

    /// <summary>Makes place for the next event.</summary>
    /// <returns>Its number on the arrival board.</returns>
    public int Next() => first + Count++;

    public void Called(int number, long timestamp) => _called[number - first] = timestamp;

    public void Returned(int number, long timestamp) => _returned[number - first] = timestamp;

    /// <param name="arrivalOf">The timestamp of the arrival of the event with a number; 0 when it has not come.</param>
    public (Percentiles Publish, Percentiles ToFirstByte, Percentiles CommitToFirstByte) Sum(Func<int, long> arrivalOf)
    {
        var publish = new LatencyHistogram();
        var toFirstByte = new LatencyHistogram();
        var commitToFirstByte = new LatencyHistogram();
        for (var i = 0; i < Count; i++)
        {
            publish.Add(_called[i], _returned[i]);
            if (arrivalOf(first + i) is > 0 and var arrived)
            {
                toFirstByte.Add(_called[i], arrived);
                commitToFirstByte.Add(Math.Min(_returned[i], arrived), arrived);
            }
        }

        return (Percentiles.Of(publish), Percentiles.Of(toFirstByte), Percentiles.Of(commitToFirstByte));
    }
}
