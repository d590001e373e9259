using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>The checker finds what it is there for: each ledger here breaks one promise.</summary>
public sealed class CheckerTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset StoreNow = World.Beginning + Now;
    private static readonly byte[] Body = "{}"u8.ToArray();

    private readonly Ledger _ledger = new();

    [Fact]
    public void A_delivery_that_is_sent_answered_and_settled_breaks_nothing()
    {
        Store();
        Claim(1);
        Send(1);
        Answer(1);
        Settle(1, SettlementKind.Delivered, applied: true);

        Assert.Empty(Violations(Left(DeliveryState.Delivered, attempts: 1)));
    }

    [Fact]
    public void An_accepted_event_that_is_not_stored_is_found()
    {
        _ledger.Add(new Entry.Accepted(Now, "event-1", 1));

        Assert.Contains("stored with none", Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_delivery_that_is_gone_and_one_without_an_end_are_found()
    {
        Store();

        Assert.EndsWith("is lost", Single(), StringComparison.Ordinal);
        Assert.EndsWith("has no end", Single(Left(DeliveryState.Waiting)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_success_that_nobody_saw_is_found()
    {
        Store();
        Claim(1);
        Send(1);
        Settle(1, SettlementKind.Delivered, applied: true);

        Assert.EndsWith("no process has seen a 2xx", Single(Left(DeliveryState.Delivered, attempts: 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stale_outcome_that_is_applied_is_found()
    {
        Store();
        Claim(1);
        Claim(2);
        Settle(1, SettlementKind.Dead, applied: true);

        Assert.Contains("token 1 as applied=True while token 2 held it", Violations(Left(DeliveryState.Dead, attempts: 1))[0].What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_before_its_time_and_other_bytes_are_found()
    {
        Store(dueIn: TimeSpan.FromMinutes(1));
        Claim(1);
        Send(1, body: "[]"u8.ToArray());

        Assert.Equal(2, Violations(Left(DeliveryState.Waiting)).Count(violation => violation.What.Contains("before", StringComparison.Ordinal) || violation.What.Contains("other bytes", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_unsigned_request_and_an_unknown_one_are_found()
    {
        Store();
        Claim(1);
        Send(1, isSigned: false);
        _ledger.Add(new Entry.Sent(Now, StoreNow, 9, "event-9", "acme", Body, true, StoreNow, StoreNow) { Life = "p1" });

        var found = Violations(Left(DeliveryState.Waiting)).Select(violation => violation.What).ToList();
        Assert.Contains(found, what => what.Contains("signature", StringComparison.Ordinal));
        Assert.Contains(found, what => what.Contains("without a stored delivery", StringComparison.Ordinal));
    }

    [Fact]
    public void A_duplicate_is_found_unless_a_fault_excuses_it()
    {
        Store();
        Claim(1);
        Send(1);
        Answer(1);
        Claim(2);
        Send(2);
        Answer(2);
        Assert.Contains("nothing was wrong", Duplicates(), StringComparison.Ordinal);

        _ledger.Add(new Entry.Happened(Now, Disturbance.Crash, "is killed") { Life = "p1" });
        Assert.Null(Duplicates());
    }

    [Fact]
    public void What_is_sent_out_of_turn_to_an_ordered_endpoint_is_found()
    {
        Store();
        _ledger.Add(new Entry.Stored(Now, StoreNow, "event-2", Body, StoreNow, null, [(2, "acme", 0)]) { Life = "p1" });
        _ledger.Add(new Entry.Claimed(Now, StoreNow, TimeSpan.FromSeconds(40), [2], [1]) { Life = "p1" });
        Claim(2);
        _ledger.Add(new Entry.Sent(Now, StoreNow, 7, "event-2", "acme", Body, true, StoreNow, StoreNow) { Life = "p1" });
        _ledger.Add(new Entry.Sent(Now, StoreNow, 8, "event-1", "acme", Body, true, StoreNow, StoreNow) { Life = "p2" });
        Send(1);

        var found = new Checker { IsOrdered = id => id == "acme" };
        found.Read(_ledger);

        Assert.Equal(
            [
                "delivery 2 of event-2 to acme was sent by a claim that was made before that of 1, whose turn it was",
                "delivery 1 of event-1 to acme was sent by a claim that was made while 2 was in flight",
            ],
            found.Violations.Select(violation => violation.What));
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public void What_is_given_up_or_forgotten_before_its_time_is_found(int seconds, bool isFound)
    {
        var checker = new Checker { Retention = new() { Waiting = TimeSpan.FromSeconds(30), Dead = TimeSpan.FromSeconds(30) } };
        Store();
        _ledger.Add(new Entry.GivenUp(Now, StoreNow + TimeSpan.FromSeconds(seconds), [1]));
        _ledger.Add(new Entry.Forgotten(Now, StoreNow + TimeSpan.FromSeconds(2 * seconds), [1]));
        checker.Read(_ledger);

        Assert.Equal(isFound ? 2 : 0, checker.Violations.Count);
    }

    [Fact]
    public void A_delivery_that_is_claimed_and_released_again_and_again_is_found()
    {
        Store();
        for (var token = 1; token <= 20; token++)
        {
            Claim(token);
            Settle(token, SettlementKind.Release, applied: true);
        }

        Assert.Contains("20 times within a second", Violations(Left(DeliveryState.Waiting))[0].What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_success_that_was_never_written_down_is_found_unless_its_process_died()
    {
        Store();
        Claim(1);
        Send(1);
        Answer(1);
        Assert.Single(OutcomeRules.Check(Checked([]), _ledger));

        _ledger.Add(new Entry.Happened(Now, Disturbance.Crash, "is killed") { Life = "p1" });
        Assert.Empty(OutcomeRules.Check(Checked([]), _ledger));
    }

    private void Store(TimeSpan dueIn = default) =>
        _ledger.Add(new Entry.Stored(Now, StoreNow, "event-1", Body, StoreNow + dueIn, null, [(1, "acme", 0)]) { Life = "p1" });

    private void Claim(int token) => _ledger.Add(new Entry.Claimed(Now, StoreNow, TimeSpan.FromSeconds(40), [1], [token]) { Life = "p1" });

    private void Send(int exchange, byte[]? body = null, bool isSigned = true)
    {
        _ledger.Add(new Entry.Sent(Now, StoreNow, exchange, "event-1", "acme", body ?? Body, isSigned, StoreNow, StoreNow) { Life = "p1" });
        _ledger.Add(new Entry.Received(Now, exchange, 204));
    }

    private void Answer(int exchange) => _ledger.Add(new Entry.Answered(Now, exchange, 204) { Life = "p1" });

    private void Settle(int token, SettlementKind kind, bool applied)
    {
        var delivery = new LeasedDelivery { DeliveryId = 1, EndpointId = "acme", Event = WebhookEvent.FromBytes("a.b", Body, id: "event-1"), Attempts = 0, Claims = 1, Epoch = 0, LeaseToken = token };
        var attempt = kind == SettlementKind.Release ? null : new DeliveryAttempt { Number = 1, StartedAt = StoreNow, Duration = TimeSpan.Zero, Failure = AttemptFailure.None, StatusCode = 204 };
        _ledger.Add(new Entry.Settled(Now, StoreNow, new Settlement(delivery, kind, attempt), applied) { Life = "p1" });
    }

    private static DeliveryRecord Left(DeliveryState state, int attempts = 0) => new()
    {
        DeliveryId = 1,
        Tenant = "",
        EventId = "event-1",
        EventType = "a.b",
        EndpointId = "acme",
        State = state,
        Attempts = attempts,
        Epoch = 0,
        PublishedAt = StoreNow,
    };

    private IReadOnlyList<Violation> Violations(params DeliveryRecord[] left) => Checked(left).Violations;

    private string Single(params DeliveryRecord[] left) => Assert.Single(Violations(left)).What;

    private string? Duplicates()
    {
        var checker = Checked([]);
        var before = checker.Violations.Count;
        Assert.Equal(1, DuplicateRules.Check(checker, _ledger));
        return checker.Violations.Skip(before).SingleOrDefault()?.What;
    }

    private Checker Checked(DeliveryRecord[] left)
    {
        var checker = new Checker();
        checker.Read(_ledger);
        checker.Compare(_ledger);
        checker.Compare(left);
        return checker;
    }
}
