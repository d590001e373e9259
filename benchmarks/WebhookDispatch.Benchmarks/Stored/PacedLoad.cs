using System.Diagnostics;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Receiving;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>Publishes at a fixed rate, whatever becomes of the deliveries.</summary>
/// <param name="host">Publishes and delivers.</param>
/// <param name="audience">Who gets what.</param>
/// <param name="watch">The observer of <paramref name="host"/>.</param>
/// <param name="arrivals">The receiver's board.</param>
internal sealed class PacedLoad(StoredHost host, Audience audience, DeliveryWatch watch, ArrivalBoard arrivals)
{
    private int _number;

    /// <param name="perSecond">The rate.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="grace">How long after that deliveries still count.</param>
    /// <param name="counts">Which endpoints count.</param>
    public async Task<PacedResult> RunAsync(double perSecond, TimeSpan duration, TimeSpan grace, Func<int, bool> counts)
    {
        _ = watch.TakeExpected();
        var times = new PacedTimes(_number, perSecond, duration);
        await Pacer.RunAsync(perSecond, duration, () => Publish(audience.Take(), times, counts));
        _number += times.Count;
        var ended = Stopwatch.GetTimestamp();
        while (watch.Missing > 0 && Stopwatch.GetElapsedTime(ended) < grace)
        {
            await Task.Delay(1);
        }

        var (delivered, toDelivered) = watch.TakeExpected();
        var (publish, toFirstByte, commitToFirstByte) = times.Sum(arrivals.Read);
        return new PacedResult(
            perSecond, times.Count, delivered, delivered / (double)Math.Max(1, times.Count), publish, toFirstByte, commitToFirstByte, Percentiles.Of(toDelivered));
    }

    private Task Publish(int endpoint, PacedTimes times, Func<int, bool> counts)
    {
        if (counts(endpoint))
        {
            return PublishCountedAsync(endpoint, times, times.Next());
        }

        watch.EnterAsync().Wait();
        return host.Publisher.PublishAsync(audience.Make(endpoint)).AsTask();
    }

    private async Task PublishCountedAsync(int endpoint, PacedTimes times, int number)
    {
        var webhookEvent = audience.Make(endpoint, arrivals.Expect(number));
        watch.Expect(webhookEvent.Id);
        times.Called(number, Stopwatch.GetTimestamp());
        _ = await host.Publisher.PublishAsync(webhookEvent);
        times.Returned(number, Stopwatch.GetTimestamp());
    }
}
