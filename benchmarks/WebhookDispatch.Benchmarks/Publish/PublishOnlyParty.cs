using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Publish;

/// <summary>Publishes where nobody delivers: each call returns when its event is on the disk.</summary>
internal sealed class PublishOnlyParty(StoredHost host, Audience audience) : IParty
{
    public string Name => "publish";

    public async Task DriveAsync(Worker worker)
    {
        while (worker.Next())
        {
            var result = await host.Publisher.PublishAsync(audience.Next());
            worker.Record(result.Deliveries == 1);
        }
    }
}
