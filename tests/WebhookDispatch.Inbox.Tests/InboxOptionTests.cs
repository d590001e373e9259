using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Maintenance;
using WebhookDispatch.Retries;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Inbox.Tests;

public sealed class InboxOptionTests
{
    private const string Option = nameof(Option);

    [Fact]
    public void Every_option_names_a_test_that_fails_when_it_is_ignored()
    {
        var options = typeof(InboxOptions).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal);

        var covered = typeof(InboxOptionTests).GetMethods().SelectMany(method => method.GetCustomAttributes<TraitAttribute>())
            .Where(trait => trait.Name == Option).Select(trait => trait.Value).Order(StringComparer.Ordinal);

        Assert.Equal(options, covered);
    }

    [Fact]
    public void The_defaults_are_those_that_were_decided()
    {
        var options = new InboxOptions();

        Assert.Equal((30, 10, 5), (options.HandlerTimeout.TotalSeconds, options.InlineWait.TotalSeconds, options.RetryAfter.TotalSeconds));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromHours(24), 8), (options.RetryDelays[0], options.RetryDelays[^1], options.RetryDelays.Count));
        Assert.Equal(0.2, options.JitterRatio);
        Assert.Equal((TimeSpan.FromDays(30), TimeSpan.FromDays(90)), (options.Retention.Delivered, options.Retention.Dead));
    }

    [Fact]
    [Trait(Option, nameof(InboxOptions.HandlerTimeout))]
    public async Task A_handler_that_does_not_end_in_its_time_has_failed_even_if_it_never_ends()
    {
        using var store = InboxStore.InMemory();
        var clock = new TestClock();
        var handler = new HandlerScript().Then(async (_, _) => { await new TaskCompletionSource().Task; return InboxResult.Done; });
        await using var inbox = await InboxUnderTest.StartAsync(store, handler, clock: clock, options: options =>
        {
            options.HandlerTimeout = TimeSpan.FromSeconds(77);
            options.InlineWait = TimeSpan.FromMinutes(4);
        });

        var receipt = inbox.ReceiveAsync();
        await clock.WhenSleepingAsync(length => length == TimeSpan.FromMinutes(4));
        await clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(77));
        clock.Advance(TimeSpan.FromSeconds(77));

        Assert.Equal(InboxOutcome.Failed, (await receipt).Outcome);
        Assert.Equal("timeout", (await inbox.HistoryAsync()).Attempts.Single().Attempt.Outcome);
        Assert.Equal(InboxOutcome.Processed, (await inbox.ReceiveAsync()).Outcome);
    }

    [Fact]
    [Trait(Option, nameof(InboxOptions.InlineWait))]
    public async Task A_sender_waits_no_longer_than_it_should_and_the_handler_goes_on()
    {
        using var store = InboxStore.InMemory();
        var clock = new TestClock();
        var gate = new TaskCompletionSource();
        var witness = new InboxWitness();
        await using var inbox = await InboxUnderTest.StartAsync(
            store, new HandlerScript().ThenWait(gate.Task), clock: clock, options: options => options.InlineWait = TimeSpan.FromSeconds(3), build: builder => builder.AddObserver(witness));

        var receipt = inbox.ReceiveAsync();
        await clock.WhenSleepingAsync(length => length == TimeSpan.FromSeconds(3));
        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(InboxOutcome.InFlight, (await receipt).Outcome);
        gate.SetResult();
        await witness.WhenAsync("evt_1 handled");
        await inbox.WhenStateAsync(DeliveryState.Delivered);
        Assert.Equal(InboxOutcome.Duplicate, (await inbox.ReceiveAsync()).Outcome);
    }

    [Fact]
    [Trait(Option, nameof(InboxOptions.RetryAfter))]
    public async Task A_sender_is_asked_to_come_back_when_the_options_say()
    {
        using var store = InboxStore.InMemory();
        var gate = new TaskCompletionSource();
        var handler = new HandlerScript().ThenWait(gate.Task);
        await using var inbox = await InboxUnderTest.StartAsync(store, handler, options: options => options.RetryAfter = TimeSpan.FromSeconds(44));
        var first = inbox.ReceiveAsync();
        await handler.NextRunAsync();

        Assert.Equal(TimeSpan.FromSeconds(44), (await inbox.ReceiveAsync()).RetryAfter);
        gate.SetResult();
        await first;
    }

    [Theory]
    [InlineData(0, 60, 60)]
    [InlineData(1, 60, 120)]
    [Trait(Option, nameof(InboxOptions.RetryDelays))]
    [Trait(Option, nameof(InboxOptions.JitterRatio))]
    public async Task A_failed_handler_runs_again_after_its_delay_and_some_jitter(double jitter, double least, double most)
    {
        using var store = InboxStore.InMemory();
        var clock = new TestClock();
        var witness = new InboxWitness();
        await using var inbox = await InboxUnderTest.StartAsync(
            store, new HandlerScript().ThenThrow(), InboxMode.StoreThenProcess, clock: clock, build: builder => builder.AddObserver(witness), options: options =>
            {
                options.RetryDelays = [TimeSpan.FromSeconds(60)];
                options.JitterRatio = jitter;
            });

        await inbox.ReceiveAsync();
        await witness.WhenAsync("/hooks/acme evt_1 http_500");
        var patience = Patience.Token;
        DeliveryHistory history;
        while ((history = await inbox.HistoryAsync()).Attempts.Count == 0)
        {
            patience.ThrowIfCancellationRequested();
        }

        var wait = (history.Delivery.DueAt!.Value - clock.GetUtcNow()).TotalSeconds;
        Assert.InRange(wait, least, most);
        Assert.Equal(jitter > 0, wait > 60);
    }

    [Fact]
    [Trait(Option, nameof(InboxOptions.Dispatching))]
    public async Task The_dispatcher_of_the_inbox_goes_by_the_options_of_the_inbox()
    {
        using var store = InboxStore.InMemory();
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript(), InboxMode.StoreThenProcess, options => options.Dispatching.MaxHandOff = 0);

        Assert.Same(Options(inbox).Dispatching, inbox.Engine.GetRequiredService<DispatchingOptions>());
        Assert.False(inbox.Engine.GetRequiredService<Dispatcher>().TryReserve(InboxUnderTest.Receiver));
        Assert.Equal(TimeSpan.FromSeconds(70), inbox.Engine.GetRequiredService<Dispatcher>().Lease);
    }

    [Fact]
    [Trait(Option, nameof(InboxOptions.CircuitBreaker))]
    public async Task A_receiver_whose_handlers_fail_is_left_alone_and_no_run_is_spent()
    {
        using var store = InboxStore.InMemory();
        var witness = new InboxWitness();
        var handler = new HandlerScript().ThenThrow().ThenThrow();
        await using var inbox = await InboxUnderTest.StartAsync(
            store, handler, InboxMode.StoreThenProcess, build: builder => builder.AddObserver(witness), options: options =>
            {
                options.CircuitBreaker.ConsecutiveFailures = 2;
                options.CircuitBreaker.BreakDuration = TimeSpan.FromMilliseconds(500);
            });

        await inbox.ReceiveAsync("evt_1");
        await inbox.ReceiveAsync("evt_2");
        await witness.WhenAsync("/hooks/acme open");
        await inbox.ReceiveAsync("evt_3");

        // The probe closes the circuit, and all three are handled.
        await witness.WhenAsync("/hooks/acme closed");
        await inbox.WhenStateAsync(DeliveryState.Delivered, "evt_1");
        await inbox.WhenStateAsync(DeliveryState.Delivered, "evt_2");
        await inbox.WhenStateAsync(DeliveryState.Delivered, "evt_3");
        Assert.Equal(["evt_1", "evt_1", "evt_2", "evt_2", "evt_3"], handler.Runs.Select(run => run.Event.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_inline_sender_is_not_kept_waiting_for_handlers_that_are_left_alone()
    {
        using var store = InboxStore.InMemory();
        await using var inbox = await InboxUnderTest.StartAsync(
            store, new HandlerScript().ThenThrow(), options: options => options.CircuitBreaker.ConsecutiveFailures = 1);
        Assert.Equal(InboxOutcome.Failed, (await inbox.ReceiveAsync("evt_1")).Outcome);

        var (again, other) = (await inbox.ReceiveAsync("evt_1"), await inbox.ReceiveAsync("evt_2"));

        Assert.Equal((InboxOutcome.Busy, InboxOutcome.Busy), (again.Outcome, other.Outcome));
        Assert.All([again, other], told => Assert.InRange(told.RetryAfter!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)));
        Assert.Null(await inbox.Inbox.FindAsync(InboxUnderTest.Receiver, "evt_2", TestContext.Current.CancellationToken));
    }

    [Fact]
    [Trait(Option, nameof(InboxOptions.Retention))]
    public async Task An_event_is_remembered_for_thirty_days_after_it_was_handled()
    {
        using var store = InboxStore.InMemory();
        var clock = new TestClock();
        var handler = new HandlerScript();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler, clock: clock);
        var upkeep = inbox.Engine.GetServices<IHostedService>().OfType<UpkeepService>().Single();
        await inbox.ReceiveAsync();

        clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        await upkeep.RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(InboxOutcome.Duplicate, (await inbox.ReceiveAsync()).Outcome);

        clock.Advance(TimeSpan.FromSeconds(2));
        await upkeep.RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(InboxOutcome.Processed, (await inbox.ReceiveAsync()).Outcome);
        Assert.Equal(2, handler.Runs.Count);
    }

    [Fact]
    public async Task Options_that_cannot_work_stop_the_host_with_every_fault()
    {
        using var store = InboxStore.InMemory();

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => InboxUnderTest.StartAsync(store, new HandlerScript(), options: options =>
        {
            options.HandlerTimeout = TimeSpan.FromHours(1);
            options.InlineWait = TimeSpan.Zero;
            options.RetryAfter = TimeSpan.Zero;
            options.RetryDelays = [.. Enumerable.Repeat(TimeSpan.FromDays(8), 101)];
            options.JitterRatio = double.NaN;
            options.Retention.Delivered = TimeSpan.Zero;
            options.CircuitBreaker.ConsecutiveFailures = 0;
            options.Dispatching.MaxInFlight = 0;
        }));

        foreach (var named in new[] { "HandlerTimeout is 01:00:00", "InlineWait is", "RetryAfter is", "RetryDelays holds 101", "RetryDelays holds 8.00", "JitterRatio is NaN", "Retention.Delivered", "ConsecutiveFailures", "MaxInFlight" })
        {
            Assert.Contains(fault.Failures, failure => failure.Contains(named, StringComparison.Ordinal));
        }
    }

    private static InboxOptions Options(InboxUnderTest inbox) => inbox.Services.GetRequiredService<IOptions<InboxOptions>>().Value;
}
