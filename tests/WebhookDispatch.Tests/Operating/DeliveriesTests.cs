using WebhookDispatch.Operating;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Operating;

public sealed class DeliveriesTests
{
    private static readonly DeliveryFilter Dead = new() { State = DeliveryState.Dead };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_happened_to_an_event_is_told_with_every_attempt()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(503, 200);
        await using var host = await DurableHost.StartAsync(Some.Endpoint(receiver));
        var published = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        await host.Store.NextSettledAsync(SettlementKind.Retry);
        host.Pass(TimeSpan.FromMinutes(5));
        await host.Store.NextSettledAsync(SettlementKind.Delivered);

        var history = await host.DeliveryOfAsync(published.EventId);

        Assert.Equal(DeliveryState.Delivered, history.Delivery.State);
        Assert.Equal([503, 200], history.Attempts.Select(attempt => attempt.Attempt.StatusCode));
        Assert.Null(await host.Deliveries.FindEventAsync("evt_unknown", cancellationToken: Token));
    }

    [Fact]
    public async Task A_cancelled_delivery_is_not_attempted_and_can_be_replayed()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(503, 200);
        await using var host = await DurableHost.StartAsync(Some.Endpoint(receiver));
        var published = await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
        var id = (await host.Store.NextSettledAsync(SettlementKind.Retry)).Delivery.DeliveryId;

        Assert.False(await host.Deliveries.CancelAsync(id, "another tenant", Token));
        Assert.True(await host.Deliveries.CancelAsync(id, cancellationToken: Token));
        Assert.False(await host.Deliveries.CancelAsync(id, cancellationToken: Token));
        Assert.Empty((await host.PassAndLookAsync(TimeSpan.FromMinutes(6))).Deliveries);

        Assert.True(await host.Deliveries.ReplayAsync(id, cancellationToken: Token));
        await host.Store.NextSettledAsync(SettlementKind.Delivered);
        var replayed = (await host.DeliveryOfAsync(published.EventId)).Delivery;
        Assert.Equal((DeliveryState.Delivered, 1), (replayed.State, replayed.Epoch));
        Assert.False(await host.Deliveries.ReplayAsync(id, cancellationToken: Token));
    }

    [Fact]
    public async Task Deliveries_are_listed_newest_first_over_many_pages()
    {
        await using var host = await DurableHost.StartAsync(
            options => options.Dispatching.Enabled = false, Some.Endpoint(new Uri("https://acme.example/hooks")));
        await host.Publisher.PublishAsync([.. Enumerable.Range(0, 1001).Select(_ => Some.Event())], cancellationToken: Token);

        var ids = await host.Deliveries.ListAsync(new DeliveryFilter(), Token).Select(delivery => delivery.DeliveryId).ToListAsync(Token);

        Assert.Equal(1001, ids.Count);
        Assert.Equal(ids.OrderDescending(), ids);
    }

    [Fact]
    public async Task A_replay_puts_back_so_many_a_second_and_goes_on_after_a_restart()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(422);
        var clock = new TestClock();
        var store = new WatchedStore(clock);
        ReplayProgress started;
        await using (var host = await StartAsync(clock, store, receiver))
        {
            await DieAsync(host, 5);
            receiver.AnswerWith(200);

            started = await host.Deliveries.StartReplayAsync(Dead, perSecond: 2, Token);
            await DeliveredAsync(host, 2);
            Assert.Equal((5, ReplayState.Running), (started.Total, started.State));
            Assert.Equal(3, (await host.Deliveries.CountAsync(Token)).Dead);
        }

        Assert.Equal(2, (await StoredAsync(store)).Replayed);
        await using var next = await StartAsync(clock, store, receiver);
        await DeliveredAsync(next, 2);
        await clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(1)).WaitAsync(Patience.Token);
        clock.Advance(TimeSpan.FromSeconds(1));
        await DeliveredAsync(next, 1);
        await clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(30)).WaitAsync(Patience.Token);

        Assert.Equal(started with { Replayed = 5, State = ReplayState.Completed, LastId = 5 }, (await next.Deliveries.ListReplaysAsync(cancellationToken: Token))[0]);
        Assert.Equal(5, (await next.Deliveries.CountAsync(Token)).Delivered);
    }

    [Fact]
    public async Task A_replay_that_begins_does_not_hasten_one_that_is_running()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(422);
        var clock = new TestClock();
        await using var host = await StartAsync(clock, new WatchedStore(clock), receiver);
        await DieAsync(host, 5);
        receiver.AnswerWith(200);
        var first = await host.Deliveries.StartReplayAsync(Dead, perSecond: 2, Token);
        await DeliveredAsync(host, 2);

        await host.Deliveries.StartReplayAsync(Dead, perSecond: 1, Token);
        await DeliveredAsync(host, 1);
        await clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(1)).WaitAsync(Patience.Token);

        Assert.Equal(2, (await host.Deliveries.ListReplaysAsync(cancellationToken: Token)).Single(replay => replay.Id == first.Id).Replayed);
        Assert.Equal(3, (await host.Deliveries.CountAsync(Token)).Delivered);
    }

    [Fact]
    public async Task A_cancelled_replay_goes_no_further()
    {
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith(422);
        var clock = new TestClock();
        await using var host = await StartAsync(clock, new WatchedStore(clock), receiver);
        await DieAsync(host, 3);
        receiver.AnswerWith(200);
        var started = await host.Deliveries.StartReplayAsync(Dead, perSecond: 1, Token);
        await DeliveredAsync(host, 1);
        await clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(1)).WaitAsync(Patience.Token);

        Assert.True(await host.Deliveries.CancelReplayAsync(started.Id, cancellationToken: Token));
        Assert.False(await host.Deliveries.CancelReplayAsync(started.Id, cancellationToken: Token));
        clock.Advance(TimeSpan.FromSeconds(1));
        await clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(30)).WaitAsync(Patience.Token);

        Assert.Equal((ReplayState.Cancelled, 1), ((await StoredAsync(host.Store)).State, (await StoredAsync(host.Store)).Replayed));
        Assert.Equal(2, (await host.Deliveries.CountAsync(Token)).Dead);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5001)]
    public async Task A_rate_of_replay_that_cannot_work_is_refused(int perSecond)
    {
        await using var host = await DurableHost.StartAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.Deliveries.StartReplayAsync(Dead, perSecond, Token).AsTask());
    }

    private static Task<DurableHost> StartAsync(TestClock clock, WatchedStore store, RecordingReceiver receiver) => DurableHost.StartAsync(
        clock,
        store,
        options =>
        {
            options.Schedule.PermanentStatuses.Add(422);
            options.CircuitBreaker.ConsecutiveFailures = 1000;
            options.CircuitBreaker.MinimumThroughput = 1000;
            options.Dispatching.PollInterval = TimeSpan.FromSeconds(20);
        },
        builder => builder.AddEndpoint(Some.Endpoint(receiver)));

    private static async Task DieAsync(DurableHost host, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Token);
            await host.Store.NextSettledAsync(SettlementKind.Dead);
        }

        host.Clock.Advance(TimeSpan.FromMilliseconds(1));
    }

    private static async Task DeliveredAsync(DurableHost host, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await host.Store.NextSettledAsync(SettlementKind.Delivered);
        }
    }

    private static async Task<ReplayProgress> StoredAsync(WatchedStore store) =>
        ReplayNotes.Read(Assert.Single(await store.ListNotesAsync("replay/", Token)).Value);
}
