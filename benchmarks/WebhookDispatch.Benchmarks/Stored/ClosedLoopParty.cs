using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>
/// Publishes as fast as deliveries follow. A cell ends when everything is delivered and settled in the store, so its rate is
/// that of the whole journey; the latency of a cell is that of publishing.
/// </summary>
/// <param name="name">The party's name.</param>
/// <param name="host">Publishes and delivers.</param>
/// <param name="audience">Who gets what.</param>
/// <param name="watch">The observer of <paramref name="host"/>.</param>
/// <param name="backlog">How many deliveries wait before and after.</param>
/// <param name="elsewhere">The processor time that other processes have used so far: those of the store's server, and those that deliver.</param>
internal sealed class ClosedLoopParty(
    string name, StoredHost host, Audience audience, DeliveryWatch watch, long backlog = 0, Func<(TimeSpan Server, TimeSpan Dispatchers)>? elsewhere = null) : IParty
{
    public string Name => name;

    public async Task DriveAsync(Worker worker)
    {
        while (true)
        {
            await watch.EnterAsync();
            if (!worker.Next())
            {
                watch.Leave();
                return;
            }

            try
            {
                _ = await host.Publisher.PublishAsync(audience.Next());
                worker.Record(delivered: true);
            }
            catch (StoreUnavailableException)
            {
                watch.Leave();
                worker.Record(delivered: false);
            }
        }
    }

    public async Task FinishAsync()
    {
        while (watch.Outstanding > 0 || (await host.Store.CountDeliveriesAsync(CancellationToken.None)).Waiting > backlog)
        {
            await Task.Delay(1);
        }
    }

    public async Task<StoreWork> ReadWorkAsync()
    {
        var (server, dispatchers) = elsewhere?.Invoke() ?? default;
        return await host.ReadWorkAsync() with { ServerCpu = server, DispatcherCpu = dispatchers };
    }
}
