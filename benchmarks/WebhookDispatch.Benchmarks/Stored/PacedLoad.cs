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
        var events = new List<PacedEvent>();
        await Task.WhenAll(await PaceAsync(events, perSecond, duration, counts));
        var ended = Stopwatch.GetTimestamp();
        while (watch.Missing > 0 && Stopwatch.GetElapsedTime(ended) < grace)
        {
            await Task.Delay(1);
        }

        var (delivered, latency) = watch.TakeExpected();
        return Sum(perSecond, events.FindAll(published => published.Number >= 0), delivered, latency);
    }

    // On a thread of its own: a timer of the pool comes late when the pool is busy, and what was due meanwhile then comes in one burst.
    private Task<List<Task>> PaceAsync(List<PacedEvent> events, double perSecond, TimeSpan duration, Func<int, bool> counts) =>
        Task.Factory.StartNew(() => Pace(events, perSecond, duration, counts), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private List<Task> Pace(List<PacedEvent> events, double perSecond, TimeSpan duration, Func<int, bool> counts)
    {
        var published = new List<Task>();
        var started = Stopwatch.GetTimestamp();
        for (var elapsed = TimeSpan.Zero; elapsed < duration; elapsed = Stopwatch.GetElapsedTime(started))
        {
            for (var due = (int)(elapsed.TotalSeconds * perSecond); published.Count < due;)
            {
                var endpoint = audience.Take();
                var entry = new PacedEvent(counts(endpoint) ? _number++ : -1);
                events.Add(entry);
                if (entry.Number < 0)
                {
                    watch.EnterAsync().Wait();
                }

                published.Add(PublishAsync(endpoint, entry));
            }

            // Asleep, not spinning: the processor belongs to what is measured.
            Thread.Sleep(1);
        }

        return published;
    }

    private async Task PublishAsync(int endpoint, PacedEvent entry)
    {
        var webhookEvent = audience.Make(endpoint, entry.Number < 0 ? null : arrivals.Expect(entry.Number));
        if (entry.Number >= 0)
        {
            watch.Expect(webhookEvent.Id);
        }

        entry.Called = Stopwatch.GetTimestamp();
        _ = await host.Publisher.PublishAsync(webhookEvent);
        entry.Returned = Stopwatch.GetTimestamp();
    }

    private PacedResult Sum(double perSecond, List<PacedEvent> events, long delivered, LatencyHistogram toDelivered)
    {
        var publish = new LatencyHistogram();
        var toFirstByte = new LatencyHistogram();
        var commitToFirstByte = new LatencyHistogram();
        foreach (var entry in events)
        {
            publish.Add(Stopwatch.GetElapsedTime(entry.Called, entry.Returned));
            if (arrivals.Read(entry.Number) is > 0 and var arrived)
            {
                toFirstByte.Add(Stopwatch.GetElapsedTime(entry.Called, arrived));
                commitToFirstByte.Add(Stopwatch.GetElapsedTime(Math.Min(entry.Returned, arrived), arrived));
            }
        }

        return new PacedResult(
            perSecond, events.Count, delivered, delivered / (double)Math.Max(1, events.Count),
            Percentiles.Of(publish), Percentiles.Of(toFirstByte), Percentiles.Of(commitToFirstByte), Percentiles.Of(toDelivered));
    }
}
