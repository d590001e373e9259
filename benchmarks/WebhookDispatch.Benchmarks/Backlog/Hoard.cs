using WebhookDispatch.Benchmarks.Stored;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;

namespace WebhookDispatch.Benchmarks.Backlog;

/// <summary>Fills a store with deliveries that wait.</summary>
internal static class Hoard
{
    private const int Batch = 500;
    private const int FutureEvery = 10;

    /// <summary>Nine of ten are due and belong to one endpoint that refuses, so that its breaker parks it; the rest is due in a day, for the endpoints of the live traffic.</summary>
    public static async Task FillAsync(string path, int rows, Audience live, Audience parked)
    {
        using var watch = new DeliveryWatch(1);
        await using var host = await StartAsync(path, [.. live.Endpoints, .. parked.Endpoints], watch);
        var later = new PublishOptions { DeliverAt = TimeProvider.System.GetUtcNow().AddDays(1) };
        var future = rows / FutureEvery;
        await FillAsync(host, future, live.Next, later);
        await FillAsync(host, rows - future, parked.Next, PublishOptions.Default);
    }

    /// <summary>All are due, for one endpoint.</summary>
    public static async Task FillAsync(string path, int rows, Audience audience, int endpoint)
    {
        using var watch = new DeliveryWatch(1);
        await using var host = await StartAsync(path, audience.Endpoints, watch);
        await FillAsync(host, rows, () => audience.Make(endpoint), PublishOptions.Default);
    }

    private static Task<StoredHost> StartAsync(string path, IEnumerable<Endpoints.WebhookEndpoint> endpoints, DeliveryWatch watch) =>
        StoredHost.StartAsync(path, endpoints, watch, options => options.Dispatching.Enabled = false);

    private static async Task FillAsync(StoredHost host, int rows, Func<WebhookEvent> make, PublishOptions options)
    {
        // Two at a time: one batch is made while the other is written.
        var batches = Enumerable.Range(0, (rows + Batch - 1) / Batch);
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (batch, cancellationToken) =>
        {
            var events = Enumerable.Range(0, Math.Min(Batch, rows - (batch * Batch))).Select(_ => make()).ToList();
            _ = await host.Publisher.PublishAsync(events, options, cancellationToken);
        });
    }
}
