using System.Diagnostics;
using WebhookDispatch.Benchmarks.Receiving;
using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Durable;

/// <summary>Plain POSTs at a fixed rate: what this machine makes of latency when nothing is stored.</summary>
/// <param name="raw">Who sends them.</param>
/// <param name="arrivals">The receiver's board.</param>
internal sealed class PacedPosts(RawParty raw, ArrivalBoard arrivals)
{
    /// <param name="perSecond">The rate.</param>
    /// <param name="duration">For how long.</param>
    public async Task<PacedResult> RunAsync(double perSecond, TimeSpan duration)
    {
        var times = new PacedTimes(0, perSecond, duration);
        var delivered = 0;
        await Pacer.RunAsync(perSecond, duration, () => PostAsync(times.Next()));
        var (post, toFirstByte, _) = times.Sum(arrivals.Read);
        return new PacedResult(perSecond, times.Count, delivered, delivered / (double)Math.Max(1, times.Count), null, toFirstByte, null, post);

        async Task PostAsync(int number)
        {
            var id = arrivals.Expect(number);
            times.Called(number, Stopwatch.GetTimestamp());
            if (await raw.PostAsync(id))
            {
                Interlocked.Increment(ref delivered);
            }

            times.Returned(number, Stopwatch.GetTimestamp());
        }
    }
}
