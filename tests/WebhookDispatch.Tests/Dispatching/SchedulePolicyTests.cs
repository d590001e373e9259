using FsCheck.Fluent;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Retries;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Dispatching;

public sealed class SchedulePolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    [Covers(typeof(ScheduleOptions), nameof(ScheduleOptions.RetryDelays))]
    public void Each_retry_follows_after_its_delay_and_the_last_failure_is_final()
    {
        var rules = Rules(options => options.RetryDelays = [TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)]);

        Assert.Equal(TimeSpan.FromSeconds(1), SchedulePolicy.Decide(Failed(1, 500), rules, 0).Delay);
        Assert.Equal(TimeSpan.FromMinutes(2), SchedulePolicy.Decide(Failed(2, 500), rules, 0).Delay);
        Assert.Equal(RetryDecision.Dead(DeadLetterReason.Exhausted), SchedulePolicy.Decide(Failed(3, 500), rules, 0));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(503)]
    public void Every_status_but_410_is_retried_because_receivers_deploy_faults(int status) =>
        Assert.Equal(RetryVerdict.Retry, SchedulePolicy.Decide(Failed(1, status), Rules(), 0).Verdict);

    [Fact]
    public void A_receiver_that_is_gone_ends_the_delivery() =>
        Assert.Equal(RetryDecision.Dead(DeadLetterReason.Gone), SchedulePolicy.Decide(Failed(1, 410), Rules(), 0));

    [Fact]
    [Covers(typeof(ScheduleOptions), nameof(ScheduleOptions.PermanentStatuses))]
    public void A_permanent_status_ends_the_delivery() =>
        Assert.Equal(
            RetryDecision.Dead(DeadLetterReason.Rejected), SchedulePolicy.Decide(Failed(1, 422), Rules(options => options.PermanentStatuses.Add(422)), 0));

    [Fact]
    [Covers(typeof(ScheduleOptions), nameof(ScheduleOptions.JitterRatio))]
    public void Jitter_only_adds_and_at_most_its_share()
    {
        var rules = Rules(options => options.JitterRatio = 0.5);

        Assert.Equal(TimeSpan.FromSeconds(5), SchedulePolicy.Decide(Failed(1, 500), rules, 0).Delay);
        Assert.Equal(TimeSpan.FromSeconds(7.5), SchedulePolicy.Decide(Failed(1, 500), rules, 1).Delay);
    }

    [Fact]
    [Covers(typeof(ScheduleOptions), nameof(ScheduleOptions.MaxRetryAfter))]
    public void A_receivers_wish_delays_up_to_the_clamp_and_never_hastens()
    {
        var rules = Rules(options => options.MaxRetryAfter = TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.FromMinutes(10), SchedulePolicy.Decide(Failed(1, 429, TimeSpan.FromMinutes(10)), rules, 0).Delay);
        Assert.Equal(TimeSpan.FromHours(1), SchedulePolicy.Decide(Failed(1, 429, TimeSpan.FromDays(9)), rules, 0).Delay);
        Assert.Equal(TimeSpan.FromSeconds(5), SchedulePolicy.Decide(Failed(1, 500, TimeSpan.Zero), rules, 0).Delay);
    }

    [Fact]
    [FaultRow(50)]
    [Covers(typeof(ScheduleOptions), nameof(ScheduleOptions.OverloadDelay))]
    public void An_endpoint_that_is_overloaded_is_left_alone_for_a_minute_at_least()
    {
        var slowedDown = Enumerable.Range(300, 300).Where(status => SchedulePolicy.Decide(Failed(1, status), Rules(), 0).Delay == TimeSpan.FromSeconds(60));

        Assert.Equal([429, 502, 503, 504], slowedDown);
        Assert.Equal(TimeSpan.FromMinutes(5), SchedulePolicy.Decide(Failed(2, 503), Rules(), 0).Delay);
        Assert.Equal(TimeSpan.FromSeconds(7), SchedulePolicy.Decide(Failed(1, 503), Rules(options => options.OverloadDelay = TimeSpan.FromSeconds(7)), 0).Delay);
        Assert.Equal(TimeSpan.FromSeconds(5), SchedulePolicy.Decide(Failed(1, 503), Rules(options => options.OverloadDelay = TimeSpan.Zero), 0).Delay);
    }

    [Fact]
    public void A_schedule_of_seconds_stays_one_for_an_overloaded_endpoint()
    {
        var rules = Rules(options => options.RetryDelays = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(2)]);

        Assert.Equal(4, SchedulePolicy.Decide(Failed(1, 503), rules, 0).Delay.TotalSeconds);
        Assert.Equal(RetryDecision.Dead(DeadLetterReason.Exhausted), SchedulePolicy.Decide(Failed(1, 503), Rules(options => options.RetryDelays = []), 0));
    }

    [Fact]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.RetryDelays))]
    public void An_endpoint_may_have_a_schedule_of_its_own()
    {
        var rules = ScheduleRules.For(new ScheduleOptions(), new EndpointOverrides { RetryDelays = [TimeSpan.FromSeconds(9)] });

        Assert.Equal(TimeSpan.FromSeconds(9), SchedulePolicy.Decide(Failed(1, 500), rules, 0).Delay);
        Assert.Equal(RetryVerdict.Dead, SchedulePolicy.Decide(Failed(2, 500), rules, 0).Verdict);
    }

    [Theory]
    [InlineData(null, 1, 500, "retry")]
    [InlineData(null, 1, 422, "blocked")]
    [InlineData(null, 3, 500, "blocked")]
    [InlineData(null, 1, 410, "gone")]
    [InlineData(2, 1, 500, "retry")]
    [InlineData(2, 2, 500, "skipped")]
    [InlineData(2, 1, 422, "rejected")]
    [InlineData(9, 3, 500, "exhausted")]
    [InlineData(2, 2, 410, "gone")]
    public void In_order_a_delivery_that_is_given_up_blocks_unless_it_may_be_skipped(int? skipAfter, int number, int status, string expected)
    {
        var overrides = new EndpointOverrides
        {
            Order = EndpointOrder.Strict,
            SkipAfter = skipAfter,
            RetryDelays = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)],
            PermanentStatuses = [422],
        };

        var decision = SchedulePolicy.Decide(Failed(number, status), ScheduleRules.For(new ScheduleOptions(), overrides), 0);

        Assert.Equal(expected, decision.Verdict switch
        {
            RetryVerdict.Retry => "retry",
            RetryVerdict.Blocked => "blocked",
            _ => DeliveryWords.Of(decision.Reason),
        });
    }

    [Fact]
    public void No_attempt_is_early_and_no_delay_is_negative() => FsCheck.Check.QuickThrowOnFailure(
        Prop.ForAll<int, int, double>((number, wish, random) =>
        {
            var rules = Rules();
            var attempt = Failed(Math.Abs(number % 12) + 1, 503, TimeSpan.FromSeconds(wish));
            var decision = SchedulePolicy.Decide(attempt, rules, double.IsNaN(random) ? 0 : random);
            return decision.Verdict != RetryVerdict.Retry || decision.Delay >= rules.RetryDelays[attempt.Number - 1];
        }));

    private static ScheduleRules Rules(Action<ScheduleOptions>? configure = null)
    {
        var options = new ScheduleOptions();
        configure?.Invoke(options);
        return ScheduleRules.For(options, EndpointOverrides.None);
    }

    private static DeliveryAttempt Failed(int number, int status, TimeSpan? retryAfter = null) => new()
    {
        Number = number,
        StartedAt = Now,
        Duration = TimeSpan.Zero,
        Failure = AttemptFailure.HttpStatus,
        StatusCode = status,
        RetryAfter = retryAfter,
    };
}
