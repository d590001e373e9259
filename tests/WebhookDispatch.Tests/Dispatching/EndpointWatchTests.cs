using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Dispatching;

public sealed class EndpointWatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_only_publishes_reads_the_endpoints_again_as_soon_as_it_hears_that_they_changed()
    {
        var clock = new TestClock();
        var store = new WatchedStore(clock, isExclusive: false);
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var publishing = await DurableHost.StartAsync(clock, store, options => options.Dispatching.Enabled = false);
        Assert.Empty(await publishing.Endpoints.ListAsync(cancellationToken: Token));
        await using (var other = await DurableHost.StartAsync(clock, store))
        {
            await other.Endpoints.AddAsync(Some.Endpoint(receiver), Token);
        }

        var loaded = new TaskCompletionSource();
        store.Loaded = () =>
        {
            loaded.TrySetResult();
            return Task.CompletedTask;
        };
        store.Signal(StoreSignal.EndpointsChanged);

        await loaded.Task.WaitAsync(TestKit.Patience.Token);
    }
}
