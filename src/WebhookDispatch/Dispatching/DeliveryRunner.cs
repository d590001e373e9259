using System.Runtime.CompilerServices;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Retries;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>The journey of one claimed delivery: attempt it if that may be, decide what follows, say so.</summary>
internal sealed class DeliveryRunner(IDeliveryTargets targets, RandomSource random, DispatchAnnouncer announcer)
{
    // A delivery that is claimed again and again without a recorded attempt takes its process down each time.
    private const int MaxClaims = 5;

    /// <summary>How long an endpoint that cannot be used is left alone, unless it changes first.</summary>
    internal static readonly TimeSpan UnusableWait = TimeSpan.FromMinutes(1);

    // Until then every process has seen that the endpoint is disabled; it is tried again only when it is enabled.
    private static readonly TimeSpan BlockedWait = TimeSpan.FromSeconds(5);

    /// <summary>Ends when there is no target left that could be missed.</summary>
    internal Task WhenReadyAsync(CancellationToken cancellationToken) => targets.WhenCompleteAsync(cancellationToken);

    /// <summary>Throws only <see cref="OperationCanceledException"/>, when the attempt was cut off by <paramref name="cutOff"/>.</summary>
    /// <remarks>Its state machine is used again: await the result once and directly.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<DeliveryOutcome> RunAsync(LeasedDelivery delivery, CancellationToken cutOff)
    {
        if (delivery.Expired)
        {
            return DeliveryOutcome.Ended(new Settlement(delivery, SettlementKind.Expired, Reason: "expired"));
        }

        var target = targets.Find(delivery.EndpointId);
        // What blocks its endpoint is tried again when that is enabled, and blocks it again after as many claims more.
        var mayBlock = target?.Schedule is { MayBlock: true };
        if (mayBlock ? delivery.Claims % (MaxClaims + 1) == 0 : delivery.Claims > MaxClaims)
        {
            return mayBlock ? Blocked(delivery, null) : Dead(delivery, null, DeliveryWords.Of(DeadLetterReason.PoisonCrash));
        }

        if (target is null)
        {
            return await targets.IsGoneAsync(delivery, cutOff).ConfigureAwait(false)
                ? DeliveryOutcome.Ended(new Settlement(delivery, SettlementKind.Cancelled, Reason: "endpoint_deleted"))
                : DeliveryOutcome.Deferred(delivery, UnusableWait);
        }

        // Nearly every attempt meets a closed circuit, and then needs no state machine but this one.
        DeliveryAttempt? attempt;
        if (target.Circuit.IsClosed)
        {
            attempt = await target.AttemptAsync(delivery, cutOff).ConfigureAwait(false);
            target.Circuit.Count(attempt);
        }
        else
        {
            attempt = await target.Circuit.RunAsync(
                static (state, token) => state.target.AttemptAsync(state.delivery, token), (target, delivery), cutOff).ConfigureAwait(false);
        }

        return attempt switch
        {
            null => DeliveryOutcome.Deferred(delivery, target.Circuit.OpenFor),

            // Nothing was sent, for a reason on our side: the attempt is not spent.
            { Failure: AttemptFailure.Misconfigured } => DeliveryOutcome.Deferred(delivery, UnusableWait),
            _ => Decide(delivery, target, attempt),
        };
    }

    /// <summary>Says what follows an attempt that was made.</summary>
    internal DeliveryOutcome Decide(LeasedDelivery delivery, DeliveryTarget target, DeliveryAttempt attempt)
    {
        announcer.Attempted(delivery, attempt);
        // Nearly every attempt succeeds, and a random number costs a microsecond of every 50.
        var decision = SchedulePolicy.Decide(attempt, target.Schedule, attempt.Succeeded ? 0 : random.NextDouble());
        var outcome = decision.Verdict switch
        {
            RetryVerdict.Delivered => Delivered(delivery, attempt),
            RetryVerdict.Retry => new DeliveryOutcome(
                new Settlement(delivery, SettlementKind.Retry, attempt, decision.Delay),
                attempt.Failure == AttemptFailure.Timeout ? AttemptVerdict.TimedOut : AttemptVerdict.Failed),
            RetryVerdict.Blocked => Blocked(delivery, attempt),
            _ => Dead(delivery, attempt, DeliveryWords.Of(decision.Reason)),
        };
        return target.Circuit.IsClosed ? outcome : outcome with { ParkFor = target.Circuit.OpenFor };
    }

    private DeliveryOutcome Delivered(LeasedDelivery delivery, DeliveryAttempt attempt)
    {
        announcer.Delivered(delivery, attempt);
        return new DeliveryOutcome(new Settlement(delivery, SettlementKind.Delivered, attempt), AttemptVerdict.Succeeded);
    }

    private DeliveryOutcome Dead(LeasedDelivery delivery, DeliveryAttempt? attempt, string reason)
    {
        announcer.Died(delivery, attempt, reason);
        return new DeliveryOutcome(new Settlement(delivery, SettlementKind.Dead, attempt, Reason: reason), attempt is null ? AttemptVerdict.None : AttemptVerdict.Failed)
        {
            DisableFor = attempt is { StatusCode: 410 } ? "gone_410" : null,
        };
    }

    private DeliveryOutcome Blocked(LeasedDelivery delivery, DeliveryAttempt? attempt)
    {
        announcer.Blocked(delivery, attempt);
        return new DeliveryOutcome(new Settlement(delivery, SettlementKind.Retry, attempt, BlockedWait), attempt is null ? AttemptVerdict.None : AttemptVerdict.Failed)
        {
            DisableFor = "order_blocked",
        };
    }
}
