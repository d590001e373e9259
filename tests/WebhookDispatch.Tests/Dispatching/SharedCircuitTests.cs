using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Dispatching;

public sealed class SharedCircuitTests : IAsyncLifetime
{
    private const string Note = "circuit/acme";

    private readonly TestClock _clock = new();
    private readonly WatchedStore _store;
    private RecordingReceiver _receiver = null!;

    public SharedCircuitTests() => _store = new WatchedStore(_clock, isExclusive: false);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(500, 200);

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task What_one_process_finds_unwell_the_others_leave_alone_within_a_second_until_it_is_well()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        await FailAsync(one);
        other.Pass(TimeSpan.FromSeconds(1));
        await HeardAsync(other, true);

        var waiting = await other.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        Assert.Empty((await other.PassAndLookAsync(TimeSpan.FromSeconds(1))).Deliveries);
        Assert.Single(_receiver.Received);

        one.Pass(TimeSpan.FromSeconds(58));
        Assert.Equal(waiting.EventId, (await SettledAsync(SettlementKind.Delivered)).Delivery.Event.Id);
        await NotedAsync(false);
        other.Pass(TimeSpan.FromSeconds(1));
        await HeardAsync(other, false);
        var next = await other.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        Assert.Equal(next.EventId, await other.Host.Seen.NextDeliveredAsync());
    }

    [Fact]
    public async Task What_a_process_was_holding_for_an_endpoint_that_another_finds_unwell_is_handed_back_unspent()
    {
        await using var other = await StartAsync();
        await WriteAsync("somebody", TimeSpan.FromMinutes(1));
        await other.PassAndLookAsync(TimeSpan.FromSeconds(1));

        var waiting = await other.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await other.PassAndLookAsync(TimeSpan.FromSeconds(1));

        Assert.Equal((DeliveryState.Waiting, 0), (await other.DeliveryOfAsync(waiting.EventId)) is { Delivery: var delivery } ? (delivery.State, delivery.Attempts) : default);
        Assert.Empty(_receiver.Received);
    }

    [Fact]
    public async Task When_the_process_that_found_it_unwell_is_gone_the_others_go_on_after_its_probe_and_a_lease()
    {
        await using var other = await StartAsync();
        await WriteAsync("gone", TimeSpan.FromMinutes(1));
        await other.PassAndLookAsync(TimeSpan.FromSeconds(1));
        await other.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);

        Assert.Empty((await other.PassAndLookAsync(TimeSpan.FromSeconds(98))).Deliveries);
        Assert.Empty(_receiver.Received);
        other.Pass(TimeSpan.FromSeconds(2));

        await SettledAsync(SettlementKind.Retry);
        await NotedAsync(true);
    }

    [Fact]
    public async Task A_process_that_ends_takes_back_what_it_told()
    {
        await using (var one = await StartAsync())
        {
            await FailAsync(one);
        }

        Assert.Null(await _store.ReadNoteAsync(Note, Token));
    }

    [Fact]
    public async Task On_a_store_for_one_process_nobody_is_told()
    {
        var store = new WatchedStore(_clock);
        await using var one = await DurableHost.StartAsync(
            _clock, store, options => options.CircuitBreaker.ConsecutiveFailures = 1, builder => builder.AddEndpoint(Some.Endpoint(_receiver)));
        await one.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await store.NextSettledAsync(SettlementKind.Retry);

        await one.PassAndLookAsync(TimeSpan.FromSeconds(1));

        Assert.Null(await store.ReadNoteAsync(Note, Token));
    }

    [Fact]
    public async Task A_note_that_nobody_can_read_is_removed()
    {
        await _store.WriteNoteAsync(Note, null, "what is this", Token);
        await using var host = await StartAsync();
        await host.PassAndLookAsync(TimeSpan.FromSeconds(1));

        Assert.Null(await _store.ReadNoteAsync(Note, Token));
    }

    private Task<DurableHost> StartAsync() => DurableHost.StartAsync(
        _clock, _store, options => options.CircuitBreaker.ConsecutiveFailures = 1, builder => builder.AddEndpoint(Some.Endpoint(_receiver)));

    /// <summary>Lets the first attempt fail, which opens the circuit, and waits until that is told.</summary>
    private async Task FailAsync(DurableHost host)
    {
        await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await SettledAsync(SettlementKind.Retry);
        await NotedAsync(true);
    }

    private async Task NotedAsync(bool isThere)
    {
        var patience = Patience.Token;
        while (await _store.ReadNoteAsync(Note, patience) is not null != isThere)
        {
            await LetThemGoOnAsync(patience);
        }
    }

    private async Task<Settlement> SettledAsync(SettlementKind kind)
    {
        var patience = Patience.Token;
        var settled = _store.NextSettledAsync(kind);
        while (!settled.IsCompleted)
        {
            await LetThemGoOnAsync(patience);
        }

        return await settled;
    }

    // On a store that is shared, claims and outcomes keep some milliseconds apart.
    private async Task LetThemGoOnAsync(CancellationToken patience)
    {
        patience.ThrowIfCancellationRequested();
        if (_clock.Sleeping.Any(length => length <= TimeSpan.FromMilliseconds(8)))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(8));
        }

        await Task.Yield();
    }

    // Not by a claim: those of both processes come in at the one store.
    private async Task HeardAsync(DurableHost host, bool isUnwell)
    {
        var circuits = host.Host.Services.GetRequiredService<SharedCircuits>();
        var patience = Patience.Token;
        while (circuits.OpenElsewhere.Contains("acme") != isUnwell)
        {
            await LetThemGoOnAsync(patience);
        }
    }

    private async Task WriteAsync(string owner, TimeSpan probeIn) =>
        Assert.True(await _store.WriteNoteAsync(
            Note, null, string.Create(CultureInfo.InvariantCulture, $"{owner} {(_clock.GetUtcNow() + probeIn).UtcTicks}"), Token));
}
