using System.Diagnostics;
using WebhookDispatch.Benchmarks.Measuring;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>Publishes at a fixed rate, whatever becomes of the deliveries.</summary>
/// <param name="host">Publishes and delivers.</param>
/// <param name="audience">Who gets what.</param>
/// <param name="watch">The observer of <paramref name="host"/>.</param>
internal sealed class PacedLoad(StoredHost host, Audience audience, DeliveryWatch watch)
{
    private readonly Lock _gate = new();

    /// <param name="perSecond">The rate.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="grace">How long after that deliveries still count.</param>
    /// <param name="counts">Which endpoints count.</param>
    public async Task<PacedResult> RunAsync(double perSecond, TimeSpan duration, TimeSpan grace, Func<int, bool> counts)
    {
        _ = watch.TakeExpected();
        var publishing = new LatencyHistogram();
        var published = new List<Task>();
        var expected = 0L;
        var started = Stopwatch.GetTimestamp();
        for (var elapsed = TimeSpan.Zero; elapsed < duration; elapsed = Stopwatch.GetElapsedTime(started))
        {
            for (var due = (int)(elapsed.TotalSeconds * perSecond); published.Count < due;)
            {
                var (endpoint, webhookEvent) = audience.Next();
                if (counts(endpoint))
                {
                    expected++;
                    watch.Expect(webhookEvent.Id);
                }
                else
                {
                    await watch.EnterAsync();
                }

                published.Add(PublishAsync(webhookEvent, publishing));
            }

            // Asleep, not spinning: the processor belongs to what is measured.
            await Task.Delay(1);
        }

        await Task.WhenAll(published);
        var ended = Stopwatch.GetTimestamp();
        while (watch.Missing > 0 && Stopwatch.GetElapsedTime(ended) < grace)
        {
            await Task.Delay(1);
        }

        var (delivered, latency) = watch.TakeExpected();
        return new PacedResult(
            perSecond, expected, delivered, delivered / (double)Math.Max(1, expected),
            latency.Percentile(0.50), latency.Percentile(0.99), publishing.Percentile(0.50), publishing.Percentile(0.99));
    }

    private async Task PublishAsync(Events.WebhookEvent webhookEvent, LatencyHistogram publishing)
    {
        var started = Stopwatch.GetTimestamp();
        _ = await host.Publisher.PublishAsync(webhookEvent);
        lock (_gate)
        {
            publishing.Add(Stopwatch.GetElapsedTime(started));
        }
    }
}
