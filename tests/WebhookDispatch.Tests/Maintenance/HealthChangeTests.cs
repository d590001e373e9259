using WebhookDispatch.InMemory;
using WebhookDispatch.Maintenance;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Dispatching;

namespace WebhookDispatch.Tests.Maintenance;

public sealed class HealthChangeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Failures_of_two_processes_add_up_from_the_first_to_the_last()
    {
        var added = Failed(Noon.AddHours(2)).Apply(Failed(Noon).Apply(null));

        Assert.Equal(new EndpointFailures(Noon, Noon, Noon.AddHours(2), 2), added);
    }

    [Fact]
    public void A_failure_that_is_told_late_moves_the_last_one_not_back() =>
        Assert.Equal(Noon.AddHours(2), Failed(Noon).Apply(Failed(Noon.AddHours(2)).Apply(null))!.LastAt);

    [Fact]
    public void A_success_of_one_process_clears_what_another_counted() =>
        Assert.Null(HealthChange.Success("a").Apply(Failed(Noon).Apply(null)));

    [Fact]
    public void What_failed_after_the_success_counts_alone()
    {
        var change = new HealthChange("a", Succeeded: true, EndpointFailures.First(Noon.AddHours(3)), TimeSpan.Zero);

        Assert.Equal(EndpointFailures.First(Noon.AddHours(3)), change.Apply(Failed(Noon).Apply(null)));
    }

    [Fact]
    public void An_outage_that_two_processes_met_does_not_move_the_clock_beyond_the_last_failure()
    {
        var pause = new HealthChange("a", Succeeded: false, Failures: null, TimeSpan.FromHours(1));
        var failures = new EndpointFailures(Noon, Noon, Noon.AddMinutes(90), 5);

        Assert.Equal(Noon.AddMinutes(60), pause.Apply(failures)!.Since);
        Assert.Equal(Noon.AddMinutes(90), pause.Apply(pause.Apply(failures))!.Since);
        Assert.Null(pause.Apply(null));
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_change_one_note_at_once()
    {
        var clock = new TestClock();
        await using var store = new InMemoryWebhookStore(clock);
        await store.OpenAsync(Token);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => HealthNotes.AddAsync(store, Failed(Noon.AddMinutes(i)), Token).AsTask(), Token)));

        Assert.Equal(20, Assert.Single(await HealthNotes.ListAsync(store, Token)).Value.Deliveries);
    }

    [Fact]
    public void What_was_seen_since_is_kept_when_the_sum_is_taken_over()
    {
        var clock = new TestClock();
        var health = new EndpointHealth(new AutoDisableOptions { MinFailedDeliveries = 3, MinSpread = TimeSpan.Zero, NoSuccessFor = TimeSpan.FromHours(1) }, clock);
        using var pool = new PoolUnderTest();
        health.Failed(pool.Delivery("a"));
        clock.Advance(TimeSpan.FromHours(2));

        health.TakeOver([KeyValuePair.Create("a", new EndpointFailures(clock.GetUtcNow().AddHours(-2), clock.GetUtcNow().AddHours(-2), clock.GetUtcNow(), 2))]);
        Assert.Equal(["a"], health.Overdue);

        health.Succeeded("a");
        Assert.Empty(health.Overdue);
        Assert.True(Assert.Single(health.EndRound()).Succeeded);
    }

    private static HealthChange Failed(DateTimeOffset at) => new("a", Succeeded: false, EndpointFailures.First(at), TimeSpan.Zero);
}
