using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Directory;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Directory;

public sealed class DeletedEndpointsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deletion_that_overtakes_the_end_of_an_addition_is_remembered()
    {
        // Found by a simulated seed: the addition forgot the deletion, and what other processes published meanwhile waited for ever.
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync();
        await AddAndDeleteBeforeItEndsAsync(host, receiver);

        Assert.True(await WasDeletedAsync(host));
    }

    [Fact]
    public async Task A_second_deletion_that_overtakes_the_end_of_an_addition_is_remembered()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);
        await host.Endpoints.DeleteAsync("acme", cancellationToken: Token);
        await AddAndDeleteBeforeItEndsAsync(host, receiver);

        Assert.True(await WasDeletedAsync(host));
    }

    [Fact]
    public async Task Adding_an_endpoint_again_forgets_its_deletion()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync();
        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);
        await host.Endpoints.DeleteAsync("acme", cancellationToken: Token);
        Assert.True(await WasDeletedAsync(host));

        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);

        Assert.Empty(await host.Store.ListNotesAsync("deleted/", Token));
    }

    [Fact]
    public async Task An_endpoint_that_another_process_added_again_is_not_taken_for_deleted_before_that_is_forgotten()
    {
        var clock = new TestClock();
        var store = new WatchedStore(clock, isExclusive: false);
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync(clock, store);
        await using (var other = await DurableHost.StartAsync(clock, store))
        {
            await other.Endpoints.AddAsync(Some.Endpoint(receiver), Token);
        }

        Assert.True(await store.WriteNoteAsync("deleted//acme", null, "deleted at 0", Token));

        Assert.False(await WasDeletedAsync(host));
    }

    private static async Task AddAndDeleteBeforeItEndsAsync(DurableHost host, RecordingReceiver receiver)
    {
        host.Store.Saved = async () =>
        {
            host.Store.Saved = null;
            Assert.True(await host.Endpoints.DeleteAsync("acme", cancellationToken: Token));
        };
        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);
    }

    private static ValueTask<bool> WasDeletedAsync(DurableHost host) =>
        host.Host.Services.GetRequiredService<EndpointDirectory>().WasDeletedAsync("", "acme", Token);
}
