using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>Applies outcomes, fenced by token and epoch.</summary>
internal static class MemorySettler
{
    internal static bool Settle(MemoryTables tables, Settlement settlement, DateTimeOffset now)
    {
        if (tables.Delivery(settlement.Delivery.DeliveryId) is not { } delivery)
        {
            return false;
        }

        var applied = settlement.Kind == SettlementKind.Delivered
            ? Deliver(tables, delivery, settlement, now)
            : Holds(delivery, settlement.Delivery) && Apply(tables, delivery, settlement, now);
        if (settlement.Attempt is { } attempt)
        {
            delivery.History.Add(new RecordedAttempt(settlement.Delivery.Epoch, attempt, !applied));
        }

        return applied;
    }

    private static bool Holds(MemoryDelivery delivery, LeasedDelivery claim) =>
        delivery.State == DeliveryState.Waiting && delivery.Token != 0 && delivery.Token == claim.LeaseToken;

    // The receiver has it, whoever holds the delivery now and whatever was decided meanwhile in the same epoch.
    private static bool Deliver(MemoryTables tables, MemoryDelivery delivery, Settlement settlement, DateTimeOffset now)
    {
        if (delivery.Epoch != settlement.Delivery.Epoch || delivery.State == DeliveryState.Delivered)
        {
            return false;
        }

        tables.End(delivery, DeliveryState.Delivered, null, now);
        delivery.Attempts = Math.Max(delivery.Attempts, settlement.Delivery.Attempts + 1);
        return true;
    }

    private static bool Apply(MemoryTables tables, MemoryDelivery delivery, Settlement settlement, DateTimeOffset now)
    {
        if (settlement.Kind == SettlementKind.Release)
        {
            delivery.Claims = Math.Max(0, delivery.Claims - 1);
            tables.Reschedule(delivery, now + settlement.Delay);
            return true;
        }

        if (settlement.Attempt is not null)
        {
            delivery.Attempts++;
            delivery.Claims = 0;
        }

        switch (settlement.Kind)
        {
            case SettlementKind.Retry:
                tables.Reschedule(delivery, now + settlement.Delay);
                break;
            case SettlementKind.Dead:
                tables.End(delivery, DeliveryState.Dead, settlement.Reason, now);
                break;
            case SettlementKind.Expired:
                tables.End(delivery, DeliveryState.Expired, settlement.Reason, now);
                break;
            default:
                tables.End(delivery, DeliveryState.Cancelled, settlement.Reason, now);
                break;
        }

        return true;
    }
}
