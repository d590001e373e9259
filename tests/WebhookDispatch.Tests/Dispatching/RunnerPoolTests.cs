using WebhookDispatch.Dispatching;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Dispatching;

public sealed class RunnerPoolTests : IDisposable
{
    private PoolUnderTest _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void An_endpoint_begins_with_two_slots_and_earns_one_with_each_success()
    {
        _pool.Claim("a", 20);
        Assert.Equal(2, _pool.InFlight());

        _pool.Succeed();
        Assert.Equal(3, _pool.InFlight());
    }

    [Fact]
    [Covers(typeof(DispatchingOptions), nameof(DispatchingOptions.MaxInFlightPerEndpoint))]
    public void An_endpoint_earns_no_more_than_its_maximum()
    {
        _pool = new PoolUnderTest(options => options.MaxInFlightPerEndpoint = 5);
        _pool.Claim("a", 50);
        _pool.Succeed(20);

        Assert.Equal(5, _pool.InFlight());
    }

    [Fact]
    public void A_timeout_costs_an_endpoint_all_but_one_slot()
    {
        _pool.Claim("a", 40);
        _pool.Succeed(12);
        Assert.Equal(8, _pool.InFlight());

        _pool.Complete(AttemptVerdict.TimedOut);
        _pool.Complete(AttemptVerdict.None, 7);

        Assert.Equal(1, _pool.InFlight());
    }

    [Fact]
    [Covers(typeof(DispatchingOptions), nameof(DispatchingOptions.MaxInFlight))]
    public void All_endpoints_together_have_no_more_than_the_global_maximum()
    {
        _pool = new PoolUnderTest(options => options.MaxInFlight = 5);
        for (var i = 0; i < 10; i++)
        {
            _pool.Claim($"e{i}", 2);
        }

        Assert.Equal(5, _pool.InFlight());
    }

    [Fact]
    public void Endpoints_take_turns()
    {
        _pool = new PoolUnderTest(options => options.MaxInFlight = 1);
        _pool.Claim("busy", 4);
        _pool.Claim("b");
        _pool.Claim("c");
        _pool.Succeed(1);
        _pool.Succeed(1);
        _pool.Succeed(1);

        Assert.Equal(["busy", "busy", "b", "c"], _pool.Order);
    }

    [Fact]
    [Covers(typeof(DispatchingOptions), nameof(DispatchingOptions.SlowAfter))]
    public void A_slow_attempt_gives_its_slot_to_those_behind_it()
    {
        _pool = new PoolUnderTest(options =>
        {
            options.MaxInFlight = 2;
            options.SlowAfter = TimeSpan.FromMilliseconds(300);
        });
        _pool.Claim("hanging", 2);
        _pool.Claim("healthy", 2);
        Assert.Equal(0, _pool.InFlight("healthy"));

        _pool.Clock.Advance(TimeSpan.FromMilliseconds(298));
        Assert.Equal(0, _pool.InFlight("healthy"));

        _pool.Clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(2, _pool.InFlight("healthy"));
    }

    [Fact]
    [Covers(typeof(DispatchingOptions), nameof(DispatchingOptions.MaxSlowInFlight))]
    public void Beyond_the_slow_maximum_slow_attempts_keep_their_slots()
    {
        _pool = new PoolUnderTest(options =>
        {
            options.MaxInFlight = 2;
            options.MaxSlowInFlight = 1;
        });
        _pool.Claim("hanging", 2);
        _pool.Claim("healthy", 2);

        _pool.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, _pool.InFlight("healthy"));
    }

    [Fact]
    public void A_rate_is_kept()
    {
        _pool.PerSecond = 4;
        _pool.Claim("a", 10);
        _pool.Succeed();
        var begun = _pool.Begun.Count;

        _pool.Clock.Advance(TimeSpan.FromMilliseconds(240));
        Assert.Equal(begun, _pool.Begun.Count);
        _pool.Clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.True(_pool.Begun.Count > begun);
    }

    [Fact]
    public void A_rate_holds_for_the_first_attempts_too()
    {
        _pool.PerSecond = 1;
        _pool.Claim("a", 2);

        Assert.Equal(1, _pool.InFlight());
    }

    [Fact]
    public void What_waited_too_long_to_begin_within_its_lease_is_handed_back()
    {
        _pool.PerSecond = 0.01;
        _pool.Claim("a", 2);
        _pool.Clock.Advance(TimeSpan.FromSeconds(101));

        Assert.Single(_pool.Begun);
        Assert.Equal(2, Assert.Single(_pool.Late).DeliveryId);
    }

    [Fact]
    public void A_parked_endpoint_hands_back_what_it_held_and_begins_nothing_until_its_time()
    {
        _pool.Claim("a", 5);
        var held = _pool.Pool.Park("a", TimeSpan.FromSeconds(60));

        Assert.Equal(3, held.Count);
        Assert.Equal(0, _pool.Pool.RoomForClaim(mayRunAhead: false).Capacity["a"]);
        Assert.Equal(TimeSpan.FromSeconds(60), _pool.Pool.NextUnparkIn());

        _pool.Complete(AttemptVerdict.None, 2);
        _pool.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(2, _pool.Pool.RoomForClaim(mayRunAhead: false).Capacity["a"]);
    }

    [Fact]
    public void What_was_held_too_long_is_dropped_because_its_lease_would_end_under_the_attempt()
    {
        _pool.Claim("a", 3);
        _pool.Clock.Advance(TimeSpan.FromSeconds(24));
        _pool.Succeed(2);

        Assert.Equal(2, _pool.Begun.Count);
    }

    [Fact]
    public void What_expires_while_it_waits_for_its_turn_is_ended_as_expired()
    {
        // Found by a simulated seed: expiry was judged at the claim alone, and a turn may come eleven seconds later.
        _pool.Claim("acme", 2);
        _pool.Claim("acme", expiresIn: TimeSpan.FromSeconds(5));
        _pool.Claim("acme", expiresIn: TimeSpan.MaxValue);
        _pool.Clock.Advance(TimeSpan.FromSeconds(5));

        _pool.Succeed(2);

        Assert.Equal([false, false, true, false], _pool.Begun.Select(attempt => attempt.Delivery?.Expired ?? false));
    }

    [Fact]
    public void A_claim_finds_room_for_free_slots_only()
    {
        _pool.Claim("a", 2);
        var (slots, _, firstAttemptsOnly, capacity) = _pool.Pool.RoomForClaim(mayRunAhead: false);

        Assert.Equal((62, false), (slots, firstAttemptsOnly));
        Assert.Equal(0, capacity["a"]);
    }

    [Fact]
    public void A_publisher_that_never_pauses_leaves_a_quarter_of_the_slots_to_claims()
    {
        for (var i = 0; i < 200; i++)
        {
            Assert.True(_pool.Pool.TryReserve($"e{i}"));
            _pool.Pool.TryAdd(_pool.Delivery($"e{i}"), reserved: true);
        }

        _pool.Pool.Pump();
        Assert.Equal(16, _pool.Pool.RoomForClaim(mayRunAhead: false).Slots);
    }

    [Fact]
    public void Retries_leave_a_quarter_of_the_slots_to_first_attempts()
    {
        for (var i = 0; i < 24; i++)
        {
            _pool.Claim($"e{i}", 2, attempts: 1);
        }

        Assert.True(_pool.Pool.RoomForClaim(mayRunAhead: false).FirstAttemptsOnly);
    }

    [Fact]
    [Covers(typeof(DispatchingOptions), nameof(DispatchingOptions.MaxHandOff))]
    public void No_more_is_handed_over_than_memory_may_hold()
    {
        _pool = new PoolUnderTest(options => options.MaxHandOff = 2);

        Assert.True(_pool.Pool.TryReserve("a"));
        Assert.True(_pool.Pool.TryReserve("b"));
        Assert.False(_pool.Pool.TryReserve("c"));
        _pool.Pool.Return("a");
        Assert.True(_pool.Pool.TryReserve("c"));
    }

    [Fact]
    public void A_stopped_pool_hands_back_what_waits_and_takes_nothing_more()
    {
        _pool.Claim("a", 5);

        Assert.Equal(3, _pool.Pool.Stop().Count);
        Assert.False(_pool.Pool.TryReserve("b"));
        Assert.False(_pool.Pool.TryAdd(_pool.Delivery("b"), reserved: false));
        Assert.Equal(0, _pool.Pool.RoomForClaim(mayRunAhead: false).Slots);
        var empty = _pool.Pool.WhenEmptyAsync();
        Assert.False(empty.IsCompleted);
        _pool.Complete(AttemptVerdict.None, 2);
        Assert.True(empty.IsCompletedSuccessfully);
        Assert.Equal(2, _pool.Begun.Count);
    }

    [Fact]
    public void Idle_endpoints_are_forgotten()
    {
        _pool.Claim("a");
        _pool.Succeed();
        _pool.Clock.Advance(TimeSpan.FromSeconds(61));
        _pool.Pool.ForgetIdle();

        Assert.Empty(_pool.Pool.RoomForClaim(mayRunAhead: false).Capacity);
    }
}
