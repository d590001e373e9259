using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <summary>What came of one claimed delivery.</summary>
/// <param name="Settlement">What the store is told.</param>
/// <param name="Verdict">What it says about the endpoint's capacity.</param>
internal readonly record struct DeliveryOutcome(Settlement Settlement, AttemptVerdict Verdict)
{
    /// <summary>How long the endpoint is left alone; zero when it is not.</summary>
    internal TimeSpan ParkFor { get; init; }

    /// <summary>Why the endpoint has to be disabled, in one word; <see langword="null"/> when it has not.</summary>
    internal string? DisableFor { get; init; }

    internal static DeliveryOutcome Ended(Settlement settlement) => new(settlement, AttemptVerdict.None);

    /// <summary>Deferral is not failure: nothing is spent, and the delivery stays due for when its endpoint is back.</summary>
    internal static DeliveryOutcome Deferred(LeasedDelivery delivery, TimeSpan parkFor) =>
        new(new Settlement(delivery, SettlementKind.Release), AttemptVerdict.None) { ParkFor = parkFor };
}
