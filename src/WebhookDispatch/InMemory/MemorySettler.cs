using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>Applies outcomes, fenced by token and epoch.</summary>
internal static class MemorySettler
{
    internal static bool Settle(MemoryDeliveries deliveries, Settlement settlement, DateTimeOffset now)
    {
        if (deliveries.Find(settlement.Delivery.DeliveryId) is not { } delivery)
        {
            return false;
        }

        var holds = delivery.Token != 0 && delivery.Token == settlement.Delivery.LeaseToken;
        var counts = holds || IsLateSuccess(delivery, settlement);
        if (settlement.Attempt is { } attempt)
        {
            delivery.Record(new RecordedAttempt(settlement.Delivery.Epoch, attempt, Stale: !holds));
        }

        if (counts)
        {
            deliveries.TakeOut(delivery);
            Apply(delivery, settlement, now);
            deliveries.PutBack(delivery);
        }

        return counts;
    }

    // The receiver has it, whoever holds the delivery now and whatever was decided meanwhile in the same epoch.
    private static bool IsLateSuccess(MemoryDelivery delivery, Settlement settlement) =>
        settlement.Kind == SettlementKind.Delivered && delivery.Epoch == settlement.Delivery.Epoch && delivery.State != DeliveryState.Delivered;

    private static void Apply(MemoryDelivery delivery, Settlement settlement, DateTimeOffset now)
    {
        if (settlement.Kind == SettlementKind.Release)
        {
            delivery.TakeBackClaim();
        }
        else if (settlement.Attempt is not null)
        {
            delivery.SpendAttempt();
        }

        if (StateAfter(settlement.Kind) is { } ended)
        {
            delivery.End(ended, settlement.Reason, now);
        }
        else
        {
            delivery.Wait(Instants.After(now, settlement.Delay));
        }
    }

    private static DeliveryState? StateAfter(SettlementKind kind) => kind switch
    {
        SettlementKind.Delivered => DeliveryState.Delivered,
        SettlementKind.Dead => DeliveryState.Dead,
        SettlementKind.Expired => DeliveryState.Expired,
        SettlementKind.Cancelled => DeliveryState.Cancelled,
        SettlementKind.Retry or SettlementKind.Release => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a settlement."),
    };
}
