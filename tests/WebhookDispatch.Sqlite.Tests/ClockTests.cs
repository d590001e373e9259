namespace WebhookDispatch.Sqlite.Tests;

public sealed class ClockTests : StoreTest
{
    [Fact]
    public async Task A_clock_set_back_does_not_hold_deliveries_up()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New() with { DueIn = TimeSpan.FromMinutes(10) });
        Clock.Advance(TimeSpan.FromHours(-1));

        Assert.Equal(TimeSpan.FromMinutes(10), (await store.ClaimAsync(Request, Cancellation)).NextDueIn);
        Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Single(await ClaimAsync(store));
    }

    [Fact]
    public async Task A_clock_set_back_over_a_restart_does_not_hold_deliveries_up_either()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New() with { DueIn = TimeSpan.FromMinutes(10) });
        await store.DisposeAsync();
        Clock.Advance(TimeSpan.FromDays(-30));

        var reopened = await OpenAsync();
        Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Single(await ClaimAsync(reopened));
    }

    [Fact]
    public async Task Events_published_after_the_clock_was_set_back_are_not_older_than_those_before()
    {
        var store = await OpenAsync();
        var first = await EnqueueAsync(store, New());
        Clock.Advance(TimeSpan.FromHours(-1));
        var second = await EnqueueAsync(store, New());

        var before = (await store.FindEventAsync("", first.EventId, Cancellation))!.PublishedAt;
        Assert.True((await store.FindEventAsync("", second.EventId, Cancellation))!.PublishedAt >= before);
    }

    [Fact]
    public async Task After_a_clock_was_set_back_time_goes_on_at_its_pace_and_keeps_its_lead()
    {
        var store = await OpenAsync();
        var start = Clock.GetUtcNow();
        await EnqueueAsync(store, New());
        Clock.Advance(TimeSpan.FromHours(-1));
        await EnqueueAsync(store, New());
        Clock.Advance(TimeSpan.FromHours(5));

        var third = await EnqueueAsync(store, New());

        Assert.Equal(start + TimeSpan.FromHours(5), (await store.FindEventAsync("", third.EventId, Cancellation))!.PublishedAt);
    }

    [Fact]
    public async Task A_clock_set_forward_is_followed()
    {
        var store = await OpenAsync();
        await EnqueueAsync(store, New() with { DueIn = TimeSpan.FromDays(2) });
        Clock.Advance(TimeSpan.FromDays(2));

        Assert.Single(await ClaimAsync(store));
    }

    [Fact]
    public async Task A_delay_without_end_is_as_long_as_time_is_kept()
    {
        var store = await OpenAsync();
        var added = await EnqueueAsync(store, New() with { DueIn = TimeSpan.MaxValue, ExpiresIn = TimeSpan.MaxValue });

        Assert.Equal(9999, (await store.FindEventAsync("", added.EventId, Cancellation))!.Deliveries[0].Delivery.DueAt!.Value.Year);
    }
}
