using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WebhookDispatch.Dispatching;
using WebhookDispatch.PostgreSql.Tests;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Inbox.Tests;

public sealed class StoreThenProcessTests(SharedServer server)
{
    public static TheoryData<string> Stores => InboxStore.Kinds;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_sender_is_told_before_the_handler_has_ended(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var gate = new TaskCompletionSource();
        var handler = new HandlerScript().ThenWait(gate.Task);
        var witness = new InboxWitness();
        await using var inbox = await StartAsync(store, handler, witness);

        var receipt = await inbox.ReceiveAsync();
        await handler.NextRunAsync();
        var copy = await inbox.ReceiveAsync();
        gate.SetResult();
        await witness.WhenAsync("evt_1 handled");

        Assert.Equal((InboxOutcome.Stored, InboxOutcome.Duplicate), (receipt.Outcome, copy.Outcome));
        Assert.Single(handler.Runs);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Two_hundred_copies_at_once_take_effect_once(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript();
        var witness = new InboxWitness();
        await using var inbox = await StartAsync(store, handler, witness);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => inbox.ReceiveAsync().AsTask())));
        await witness.WhenAsync("evt_1 handled");

        Assert.Single(handler.Runs);
        Assert.Single(receipts, receipt => receipt.Outcome == InboxOutcome.Stored);
        Assert.Equal(199, receipts.Count(receipt => receipt.Outcome == InboxOutcome.Duplicate));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_handler_that_fails_halfway_runs_again_by_the_schedule(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var effects = new List<string>();
        var handler = new HandlerScript().Then((run, _) => { effects.Add("begun " + run.Event.Id); throw new IOException("The disk is full."); });
        var witness = new InboxWitness();
        await using var inbox = await StartAsync(store, handler, witness);

        await inbox.ReceiveAsync();
        await witness.WhenAsync("evt_1 handled");

        Assert.Equal(["begun evt_1"], effects);
        Assert.Equal([1, 2], handler.Runs.Select(run => run.Attempt));
        Assert.NotSame(handler.Runs.First().Services, handler.Runs.Last().Services);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_fails_to_the_end_of_the_schedule_is_dead_and_can_be_replayed_by_its_id(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript().ThenThrow().ThenThrow().ThenThrow();
        var witness = new InboxWitness();
        await using var inbox = await StartAsync(store, handler, witness);
        await inbox.ReceiveAsync();
        await witness.WhenAsync("evt_1 dead: Exhausted");
        await inbox.WhenStateAsync(DeliveryState.Dead);

        Assert.True(await inbox.Inbox.ReplayAsync(InboxUnderTest.Receiver, "evt_1", cancellationToken: TestContext.Current.CancellationToken));
        await witness.WhenAsync("evt_1 handled");
        await inbox.WhenStateAsync(DeliveryState.Delivered);

        Assert.Equal([1, 2, 3, 1], handler.Runs.Select(run => run.Attempt));
        Assert.False(await inbox.Inbox.ReplayAsync(InboxUnderTest.Receiver, "evt_1", cancellationToken: TestContext.Current.CancellationToken));
        Assert.False(await inbox.Inbox.ReplayAsync(InboxUnderTest.Receiver, "evt_2", cancellationToken: TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_a_handler_says_is_stored_as_text_that_every_store_can_hold(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript()
            .ThenThrow("zero \0, half a pair \ud83d, " + new string('x', 2000))
            .ThenReturn(InboxResult.Refuse("zero \0, half a pair \ud83d, escape \u001b[31m"));
        var witness = new InboxWitness();
        await using var inbox = await StartAsync(store, handler, witness);

        await inbox.ReceiveAsync();
        await witness.WhenAsync("evt_1 dead: Rejected");
        await inbox.WhenStateAsync(DeliveryState.Dead);

        var excerpts = (await inbox.HistoryAsync()).Attempts.Select(run => run.Attempt.ResponseExcerpt!).ToArray();
        Assert.StartsWith("InvalidOperationException: zero  , half a pair \ufffd, xxx", excerpts[0], StringComparison.Ordinal);
        Assert.Equal("zero  , half a pair \ufffd, escape  [31m", excerpts[1]);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Dead_events_are_listed_counted_and_replayed_by_filter(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript().ThenReturn(InboxResult.Refuse("No.")).ThenReturn(InboxResult.Refuse("No."));
        var witness = new InboxWitness();
        await using var inbox = await StartAsync(store, handler, witness);
        await inbox.ReceiveAsync("evt_1", type: "invoice.paid");
        await witness.WhenAsync("evt_1 dead: Rejected");
        await inbox.ReceiveAsync("evt_2", type: "user.created");
        await witness.WhenAsync("evt_2 dead: Rejected");
        await inbox.WhenStateAsync(DeliveryState.Dead, "evt_2");

        var deliveries = inbox.Inbox.Deliveries;
        Assert.Equal(2, (await deliveries.CountAsync(TestContext.Current.CancellationToken)).Dead);
        var replay = await deliveries.StartReplayAsync(new DeliveryFilter { EventType = "user.created" }, cancellationToken: TestContext.Current.CancellationToken);
        await witness.WhenAsync("evt_2 handled");

        Assert.Equal(1, replay.Total);
        Assert.Equal(["evt_1"], await deliveries.ListAsync(new DeliveryFilter { State = DeliveryState.Dead }, TestContext.Current.CancellationToken)
            .Select(record => record.EventId).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_was_handled_runs_again_only_when_that_is_asked_for_by_its_id_or_by_filter(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler, InboxMode.StoreThenProcess);
        await inbox.ReceiveAsync();
        await handler.NextRunAsync();
        await inbox.WhenStateAsync(DeliveryState.Delivered);

        Assert.False(await inbox.Inbox.ReplayAsync(InboxUnderTest.Receiver, "evt_1", cancellationToken: TestContext.Current.CancellationToken));
        Assert.True(await inbox.Inbox.ReplayAsync(InboxUnderTest.Receiver, "evt_1", evenIfHandled: true, TestContext.Current.CancellationToken));
        await handler.NextRunAsync();
        await inbox.WhenStateAsync(DeliveryState.Delivered);
        var replay = await inbox.Inbox.Deliveries.StartReplayAsync(
            new DeliveryFilter { State = DeliveryState.Delivered, EndpointId = InboxUnderTest.Receiver }, cancellationToken: TestContext.Current.CancellationToken);
        await handler.NextRunAsync();
        await inbox.WhenStateAsync(DeliveryState.Delivered);

        Assert.Equal(1, replay.Total);
        Assert.Equal([1, 1, 1], handler.Runs.Select(run => run.Attempt));
        Assert.Equal([0, 1, 2], (await inbox.HistoryAsync()).Attempts.Select(run => run.Epoch));
        Assert.Equal(InboxOutcome.Duplicate, (await inbox.ReceiveAsync()).Outcome);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_copy_of_a_dead_event_runs_it_again(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript().ThenReturn(InboxResult.Refuse("Not yet."));
        var witness = new InboxWitness();
        await using var inbox = await StartAsync(store, handler, witness);
        await inbox.ReceiveAsync();
        await inbox.WhenStateAsync(DeliveryState.Dead);

        var copy = await inbox.ReceiveAsync();
        await witness.WhenAsync("evt_1 handled");

        Assert.Equal(InboxOutcome.Stored, copy.Outcome);
    }

    [Fact]
    public async Task A_handler_that_blocks_its_thread_keeps_no_other_from_running()
    {
        using var store = InboxStore.InMemory();
        using var gate = new ManualResetEventSlim();
        var handler = new HandlerScript().Then((_, token) =>
        {
            gate.Wait(token);
            return ValueTask.FromResult(InboxResult.Done);
        });
        var witness = new InboxWitness();
        await using var inbox = await StartAsync(store, handler, witness);

        await inbox.ReceiveAsync("evt_1");
        await handler.NextRunAsync();
        await inbox.ReceiveAsync("evt_2");
        await witness.WhenAsync("evt_2 handled");

        gate.Set();
        await witness.WhenAsync("evt_1 handled");
    }

    [Fact]
    public async Task When_the_host_begins_to_stop_events_are_stored_and_no_handler_begins()
    {
        using var store = InboxStore.InMemory();
        var handler = new HandlerScript();
        await using var inbox = await StartAsync(store, handler, new InboxWitness());
        var host = inbox.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Single();

        await host.StoppingAsync(TestContext.Current.CancellationToken);

        Assert.Equal(InboxOutcome.Stored, (await inbox.ReceiveAsync()).Outcome);
        Assert.Equal(0, (await inbox.HistoryAsync()).Delivery.Attempts);
        Assert.False(inbox.Engine.GetRequiredService<Dispatcher>().TryReserve(InboxUnderTest.Receiver));
        Assert.Empty(handler.Runs);
    }

    [Fact]
    public async Task What_was_stored_before_a_restart_is_handled_after_it()
    {
        using var store = InboxStore.InFile();
        var handler = new HandlerScript();
        var witness = new InboxWitness();
        await using (var before = await InboxUnderTest.StartAsync(store, handler, InboxMode.StoreThenProcess, options => options.Dispatching.Enabled = false))
        {
            Assert.Equal(InboxOutcome.Stored, (await before.ReceiveAsync()).Outcome);
        }

        Assert.Empty(handler.Runs);
        await using var after = await StartAsync(store, handler, witness);
        await witness.WhenAsync("evt_1 handled");

        Assert.Equal(InboxOutcome.Duplicate, (await after.ReceiveAsync()).Outcome);
        Assert.Single(handler.Runs);
    }

    private static Task<InboxUnderTest> StartAsync(InboxStore store, HandlerScript handler, InboxWitness witness) =>
        InboxUnderTest.StartAsync(store, handler, InboxMode.StoreThenProcess, build: builder => builder.AddObserver(witness));
}
