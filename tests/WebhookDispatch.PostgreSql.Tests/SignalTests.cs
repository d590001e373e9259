using System.Threading.Channels;
using WebhookDispatch.PostgreSql.Signals;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.PostgreSql.Tests;

public sealed class SignalTests(SharedServer server) : StoreTest(server)
{
    [Fact]
    public async Task Another_process_hears_of_deliveries_that_nobody_holds()
    {
        var store = await OpenAsync();
        var heard = await ListenAsync();

        await EnqueueAsync(store);

        await heard.NextAsync(StoreSignal.DeliveriesDue);
    }

    [Fact]
    public async Task Another_process_hears_of_endpoints_and_replays()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store);
        await SettleAsync(store, new Settlement(Assert.Single(await ClaimAsync(store)), SettlementKind.Dead, Reason: "exhausted"));
        var heard = await ListenAsync();

        await store.SaveEndpointAsync(new EndpointDocument("", "acme", 0, new byte[] { 1 }), Cancellation);
        await heard.NextAsync(StoreSignal.EndpointsChanged);
        await store.DeleteEndpointAsync("", "acme", Cancellation);
        await heard.NextAsync(StoreSignal.EndpointsChanged);
        await store.ReplayDeliveriesAsync(new DeliveryFilter(), after: 0, limit: 10, Cancellation);
        await heard.NextAsync(StoreSignal.DeliveriesDue);
    }

    [Fact]
    public async Task Nobody_is_told_of_what_is_held_or_not_due()
    {
        var store = await OpenAsync();
        var heard = await ListenAsync();

        await EnqueueAsync(store, New(leased: true));
        await EnqueueAsync(store, New() with { DueIn = TimeSpan.FromHours(1) });
        await store.SaveEndpointAsync(new EndpointDocument("", "acme", 0, new byte[] { 1 }), Cancellation);

        Assert.Equal(StoreSignal.EndpointsChanged, await heard.NextAsync());
    }

    [Fact]
    public async Task A_listener_whose_connection_was_ended_listens_again()
    {
        var store = await OpenAsync();
        var heard = await ListenAsync();

        await Schemas.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()");

        // It cannot know what it missed, and says that everything may have changed.
        await heard.NextAsync(StoreSignal.EndpointsChanged);
        await EnqueueAsync(store);
        await heard.NextAsync(StoreSignal.DeliveriesDue);
    }

    [Fact]
    public async Task Without_notifications_nobody_listens_and_nobody_is_told()
    {
        var store = await OpenAsync(options => options.Notify = false);
        var heard = await ListenAsync();

        await EnqueueAsync(store);
        await store.SaveEndpointAsync(new EndpointDocument("", "acme", 0, new byte[] { 1 }), Cancellation);

        Assert.Equal(1, await Schemas.ReadAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN \"{Schemas.Schema}\"%'"));
        await (await OpenAsync()).SaveEndpointAsync(new EndpointDocument("", "globex", 0, new byte[] { 1 }), Cancellation);
        Assert.Equal(StoreSignal.EndpointsChanged, await heard.NextAsync());
    }

    [Fact]
    public async Task A_thousand_events_are_told_of_a_few_times()
    {
        var store = await OpenAsync();
        var heard = await ListenAsync();

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => EnqueueAsync(store)));

        await heard.NextAsync(StoreSignal.DeliveriesDue);
        Assert.InRange(heard.Count, 0, 100);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("1", 0)]
    [InlineData("1 me", 0)]
    [InlineData("x you", 0)]
    [InlineData("-1 you", 0)]
    [InlineData("1 you", 1)]
    [InlineData("3 you", 2)]
    [InlineData("3 you too", 0)]
    [InlineData("255 you", 2)]
    public void Whatever_is_notified_is_read_or_passed_over(string payload, int signals) =>
        Assert.Equal(signals, Signalling.Read(payload, "me").Count());

    // Listening is announced as if everything had changed.
    private async Task<Heard> ListenAsync()
    {
        var store = Create();
        var heard = new Heard();
        store.Signalled += heard.Add;
        await store.OpenAsync(Cancellation);
        await heard.NextAsync(StoreSignal.DeliveriesDue);
        await heard.NextAsync(StoreSignal.EndpointsChanged);
        return heard;
    }

    private sealed class Heard
    {
        private readonly Channel<StoreSignal> _signals = Channel.CreateUnbounded<StoreSignal>();

        internal int Count => _signals.Reader.Count;

        internal void Add(StoreSignal signal) => _signals.Writer.TryWrite(signal);

        internal ValueTask<StoreSignal> NextAsync() => _signals.Reader.ReadAsync(Patience.Token);

        internal async Task NextAsync(StoreSignal wanted)
        {
            while (await NextAsync() != wanted)
            {
            }
        }
    }
}
