using FsCheck;
using FsCheck.Fluent;
using WebhookDispatch.Retries;

namespace WebhookDispatch.Tests.Retries;

/// <summary>What holds for any delay, up to the longest there is.</summary>
public sealed class BackoffProperties
{
    internal static readonly Gen<TimeSpan> Delay = Gen.OneOf(
        Gen.Choose(0, int.MaxValue).Select(ticks => TimeSpan.FromTicks(ticks)),
        Gen.Choose(0, int.MaxValue).Select(seconds => TimeSpan.FromSeconds(seconds)),
        Gen.Elements(TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromDays(1), TimeSpan.MaxValue - TimeSpan.FromTicks(1), TimeSpan.MaxValue));

    internal static readonly Gen<double> Share = Gen.OneOf(Gen.Choose(0, 1000).Select(thousandths => thousandths / 1000.0), Gen.Elements(0, 1, double.Epsilon));

    private static readonly TimeSpan LongEnough = TimeSpan.FromDays(100_000);

    private static readonly Gen<int> Retry = Gen.OneOf(Gen.Choose(1, 100), Gen.Elements(int.MinValue, -1, 0, 62, 63, 64, 65, int.MaxValue));

    [Fact]
    public void An_exponential_delay_is_neither_negative_nor_above_the_cap() =>
        Check(
            from retry in Retry
            from first in Delay
            from cap in Delay
            select (retry, first, cap),
            given => Backoff.Exponential(given.retry, given.first, given.cap) is var delay && delay >= TimeSpan.Zero && delay <= given.cap);

    [Fact]
    public void An_exponential_delay_doubles_until_it_meets_the_cap() =>
        Check(
            from retry in Gen.Choose(1, 30)
            from milliseconds in Gen.Choose(0, 1000)
            from cap in Delay
            select (retry, First: TimeSpan.FromMilliseconds(milliseconds), cap),
            given => Backoff.Exponential(given.retry + 1, given.First, given.cap)
                == Shorter(Backoff.Exponential(given.retry, given.First, LongEnough) * 2, given.cap));

    [Fact]
    public void An_exponential_delay_never_shrinks_with_further_retries() =>
        Check(
            from retry in Gen.Choose(1, 200)
            from first in Delay
            from cap in Delay
            select (retry, first, cap),
            given => Backoff.Exponential(given.retry + 1, given.first, given.cap) >= Backoff.Exponential(given.retry, given.first, given.cap));

    [Fact]
    public void The_first_retry_waits_for_the_base_delay() =>
        Check(
            from first in Delay
            from cap in Delay
            select (first, cap),
            given => Math.Abs((Backoff.Exponential(1, given.first, given.cap) - Shorter(given.first, given.cap)).Ticks) <= given.first.Ticks >> 52);

    [Fact]
    public void Jitter_only_adds_and_at_most_its_share() =>
        Check(
            from delay in Delay
            from ratio in Share
            from random in Gen.OneOf(Share, Gen.Elements(-1, 2, double.NaN, double.PositiveInfinity, double.NegativeInfinity))
            select (delay, ratio, random),
            given => Backoff.Jitter(given.delay, given.ratio, given.random) is var jittered
                && jittered >= given.delay
                && (double)(jittered - given.delay).Ticks <= given.delay.Ticks * given.ratio);

    [Fact]
    public void Jitter_grows_with_the_random_number() =>
        Check(
            from delay in Delay
            from ratio in Share
            from random in Share
            select (delay, ratio, random),
            given => Backoff.Jitter(given.delay, given.ratio, given.random) <= Backoff.Jitter(given.delay, given.ratio, 1));

    [Fact]
    public void A_wish_only_delays_and_is_cut_to_its_limit() =>
        Check(
            from delay in Delay
            from wish in Gen.OneOf(Delay.Select(known => (TimeSpan?)known), Gen.Elements<TimeSpan?>(null, TimeSpan.MinValue, TimeSpan.FromSeconds(-5)))
            from limit in Delay
            select (delay, wish, limit),
            given => Backoff.NotBefore(given.delay, given.wish, given.limit)
                == Longer(given.delay, given.wish is { } wish ? Shorter(wish, given.limit) : TimeSpan.Zero));

    internal static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(values.ToArbitrary(), holds));

    internal static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    internal static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
