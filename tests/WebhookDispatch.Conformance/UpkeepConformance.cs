using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using Xunit;

namespace WebhookDispatch.Conformance;

public abstract class UpkeepConformance : StoreConformance
{
    private static readonly TimeSpan EndedFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan DeadFor = TimeSpan.FromDays(90);

    [Fact]
    public async Task Opening_again_is_harmless()
    {
        var held = await ClaimedAsync();

        await Store.OpenAsync(Cancellation);

        Assert.Empty(await ClaimAsync());
        Assert.True(await SettleAsync(held, SettlementKind.Retry));
    }

    [Fact]
    public async Task A_closed_store_accepts_nothing_and_says_so()
    {
        var held = await ClaimedAsync();

        await Store.DisposeAsync();
        await Store.DisposeAsync();

        Func<Task>[] operations =
        [
            async () => await EnqueueAsync(New("acme")),
            async () => await ClaimAsync(),
            async () => await SettleAsync(held, SettlementKind.Delivered),
            async () => await Store.FindEventAsync("", held.Event.Id, Cancellation),
            async () => await Store.WriteNoteAsync("name", null, "text", Cancellation),
        ];
        foreach (var operation in operations)
        {
            Assert.Equal(StoreTrouble.Closed, (await Assert.ThrowsAsync<StoreUnavailableException>(operation)).Reason);
        }
    }

    [Theory]
    [InlineData(SettlementKind.Delivered, 7)]
    [InlineData(SettlementKind.Cancelled, 7)]
    [InlineData(SettlementKind.Expired, 7)]
    [InlineData(SettlementKind.Dead, 90)]
    public async Task What_ended_is_forgotten_with_its_event_after_the_age_of_its_state(SettlementKind end, int days)
    {
        var ended = await EndedAsync(end);
        await AdvanceAsync(TimeSpan.FromDays(days) - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await ForgetAsync());
        Assert.NotNull(await Store.FindEventAsync("", ended.Event.Id, Cancellation));
        await AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(2, await ForgetAsync());

        Assert.Null(await Store.FindEventAsync("", ended.Event.Id, Cancellation));
        Assert.Empty(await Store.ListDeliveriesAsync(new DeliveryFilter(), before: null, limit: 10, Cancellation));
        Assert.Equal(new DeliveryCounts(0, 0, 0, 0, 0), await Store.CountDeliveriesAsync(Cancellation));
        Assert.Equal(0, await ForgetAsync());
        Assert.False(await SettleAsync(ended, SettlementKind.Delivered));
    }

    [Fact]
    public async Task The_age_counts_from_the_end_and_not_from_the_publishing()
    {
        var held = await ClaimedAsync();
        await SettleAsync(As(held, SettlementKind.Retry) with { Delay = TimeSpan.FromDays(6) });
        await AdvanceAsync(TimeSpan.FromDays(6));
        await SettleAsync(Assert.Single(await ClaimAsync()), SettlementKind.Delivered);
        await AdvanceAsync(TimeSpan.FromDays(6));

        Assert.Equal(0, await ForgetAsync());
    }

    [Fact]
    public async Task What_waits_is_never_forgotten_nor_its_event()
    {
        await EnqueueAsync(New("acme", "globex"));
        var held = await ClaimAsync();
        await SettleAsync(held[0], SettlementKind.Delivered);
        await AdvanceAsync(TimeSpan.FromDays(1000));

        Assert.Equal(1, await ForgetAsync());

        var found = await Store.FindEventAsync("", held[0].Event.Id, Cancellation);
        Assert.Equal(held[1].DeliveryId, Assert.Single(found!.Deliveries).Delivery.DeliveryId);
        Assert.Equal(held[0].Event.Body.ToArray(), Assert.Single(await ClaimAsync()).Event.Body.ToArray());
    }

    [Fact]
    public async Task A_dead_delivery_keeps_its_event_and_is_replayed_out_of_reach()
    {
        var dead = await EndedAsync(SettlementKind.Dead);
        await AdvanceAsync(TimeSpan.FromDays(89));
        Assert.Equal(0, await ForgetAsync());
        await Store.ReplayDeliveriesAsync(new DeliveryFilter(), after: 0, limit: 10, Cancellation);
        await AdvanceAsync(TimeSpan.FromDays(89));

        Assert.Equal(0, await ForgetAsync());

        Assert.Equal(dead.DeliveryId, Assert.Single(await ClaimAsync()).DeliveryId);
    }

    [Fact]
    public async Task An_event_that_nobody_listened_to_is_forgotten_after_the_first_age()
    {
        var added = New();
        await EnqueueAsync(added);
        await AdvanceAsync(EndedFor - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await ForgetAsync());
        await AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(1, await ForgetAsync());

        Assert.Null(await Store.FindEventAsync("", added.Event.Id, Cancellation));
    }

    [Fact]
    public async Task A_young_event_outlives_its_deliveries()
    {
        var dead = await EndedAsync(SettlementKind.Dead);
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await Store.ForgetAsync(EndedFor, TimeSpan.Zero, 5000, Cancellation));
        Assert.Empty((await Store.FindEventAsync("", dead.Event.Id, Cancellation))!.Deliveries);
        await AdvanceAsync(EndedFor);

        Assert.Equal(1, await ForgetAsync());

        Assert.Null(await Store.FindEventAsync("", dead.Event.Id, Cancellation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task No_call_removes_more_than_its_limit_and_few_mean_that_nothing_is_left(int limit)
    {
        for (var i = 0; i < 5; i++)
        {
            await EndedAsync(SettlementKind.Delivered);
            await EndedAsync(SettlementKind.Dead);
        }

        await AdvanceAsync(TimeSpan.FromDays(100));
        var (total, removed) = (0, limit);
        while (removed == limit)
        {
            removed = await ForgetAsync(limit);
            Assert.InRange(removed, 0, limit);
            total += removed;
        }

        Assert.Equal(20, total);
        Assert.Equal(new DeliveryCounts(0, 0, 0, 0, 0), await Store.CountDeliveriesAsync(Cancellation));
    }

    [Fact]
    public async Task A_forgotten_event_may_be_published_again()
    {
        var added = New(Some.Event(id: "evt_1"), "acme") with { IdempotencyKey = "order-7" };
        var first = await EndedAsync(SettlementKind.Delivered, added: added);
        await AdvanceAsync(TimeSpan.FromDays(8));
        await ForgetAsync();

        Assert.Equal(EnqueueStatus.Stored, (await EnqueueAsync(added)).Status);

        Assert.True(Assert.Single(await ClaimAsync()).DeliveryId > first.DeliveryId, "Ids grow with time, also after the newest was forgotten.");
    }

    [Fact]
    public async Task An_endless_age_forgets_nothing()
    {
        await EndedAsync(SettlementKind.Delivered);
        await EndedAsync(SettlementKind.Dead);
        await AdvanceAsync(TimeSpan.FromDays(1000));

        Assert.Equal(0, await Store.ForgetAsync(TimeSpan.MaxValue, TimeSpan.MaxValue, 5000, Cancellation));
    }

    [Fact]
    public async Task What_has_been_due_for_too_long_is_dead_with_its_reason_and_can_be_replayed()
    {
        var forgotten = New("acme");
        await EnqueueAsync(forgotten);
        await EnqueueAsync(New("acme", "other"));
        await EnqueueAsync(New("later") with { DueIn = TimeSpan.FromDays(31) });
        await AdvanceAsync(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        Assert.Equal(0, await GiveUpAsync());
        await AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((2, 1, 0), (await GiveUpAsync(limit: 2), await GiveUpAsync(limit: 2), await GiveUpAsync(limit: 2)));

        Assert.Equal(new DeliveryCounts(1, 0, 3, 0, 0), await Store.CountDeliveriesAsync(Cancellation));
        var dead = Assert.Single((await Store.FindEventAsync("", forgotten.Event.Id, Cancellation))!.Deliveries).Delivery;
        Assert.Equal((DeliveryState.Dead, "waited_too_long", 0), (dead.State, dead.Reason, dead.Attempts));
        Assert.Equal(3, (await Store.ReplayDeliveriesAsync(new DeliveryFilter { State = DeliveryState.Dead }, 0, 10, Cancellation)).Replayed);
        Assert.Equal(0, await GiveUpAsync());
    }

    [Fact]
    public async Task What_is_held_or_was_released_just_now_is_not_given_up()
    {
        await EnqueueAsync(New("acme"));
        await AdvanceAsync(TimeSpan.FromDays(40));
        var held = Assert.Single(await ClaimAsync());
        Assert.Equal(0, await GiveUpAsync());

        Assert.True(await SettleAsync(held, SettlementKind.Release));

        Assert.Equal(0, await GiveUpAsync());
    }

    [Fact]
    public async Task A_note_is_written_by_whoever_read_it_last()
    {
        Assert.Null(await ReadAsync("replay/1"));
        Assert.False(await WriteAsync("replay/1", "unread", "first"));
        Assert.True(await WriteAsync("replay/1", null, "first"));
        Assert.False(await WriteAsync("replay/1", null, "second"));
        Assert.False(await WriteAsync("replay/1", "FIRST", "second"));
        Assert.True(await WriteAsync("replay/1", "first", "second \u2714\n"));
        Assert.Equal("second \u2714\n", await ReadAsync("replay/1"));
        Assert.False(await WriteAsync("replay/1", "first", null));
        Assert.True(await WriteAsync("replay/1", "second \u2714\n", null));
        Assert.Null(await ReadAsync("replay/1"));
        Assert.True(await WriteAsync("replay/1", null, ""));
        Assert.Equal("", await ReadAsync("replay/1"));
    }

    [Fact]
    public async Task Of_many_who_read_the_same_note_one_writes()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => WriteAsync("lock", null, $"holder {i}"), Cancellation)));

        Assert.Equal($"holder {Assert.Single(Enumerable.Range(0, 8), i => written[i])}", await ReadAsync("lock"));
    }

    [Fact]
    public async Task Notes_are_listed_by_name_under_their_exact_prefix()
    {
        string[] names = ["replay/2", "replay/10", "replay/1", "replay", "Replay/3", "replay_4", "replay%5", "z"];
        foreach (var name in names)
        {
            await WriteAsync(name, null, $"text of {name}");
        }

        Assert.Equal(["replay/1", "replay/10", "replay/2"], await NamesAsync("replay/"));
        Assert.Equal(["replay%5"], await NamesAsync("replay%"));
        Assert.Equal(["replay_4"], await NamesAsync("replay_"));
        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync(""));
        Assert.Empty(await NamesAsync("zz"));
        Assert.Equal("text of z", Assert.Single(await Store.ListNotesAsync("z", Cancellation)).Value);
    }

    private async Task<int> ForgetAsync(int limit = 5000) => await Store.ForgetAsync(EndedFor, DeadFor, limit, Cancellation);

    private async Task<int> GiveUpAsync(int limit = 5000) => await Store.GiveUpAsync(TimeSpan.FromDays(30), "waited_too_long", limit, Cancellation);

    private ValueTask<string?> ReadAsync(string key) => Store.ReadNoteAsync(key, Cancellation);

    private async Task<bool> WriteAsync(string key, string? expected, string? text) => await Store.WriteNoteAsync(key, expected, text, Cancellation);

    private async Task<IEnumerable<string>> NamesAsync(string prefix) => (await Store.ListNotesAsync(prefix, Cancellation)).Select(note => note.Key);
}
