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

        var holds = delivery.State == DeliveryState.Waiting && delivery.Token != 0 && delivery.Token == settlement.Delivery.LeaseToken;
        var counts = holds || IsLateSuccess(delivery, settlement);
        if (settlement.Attempt is { } attempt)
        {
            delivery.History.Add(new RecordedAttempt(settlement.Delivery.Epoch, attempt, Stale: !holds));
        }

        if (counts)
        {
            Apply(tables, delivery, settlement, now);
        }

        return counts;
    }

    // The receiver has it, whoever holds the delivery now and whatever was decided meanwhile in the same epoch.
    private static bool IsLateSuccess(MemoryDelivery delivery, Settlement settlement) =>
        settlement.Kind == SettlementKind.Delivered && delivery.Epoch == settlement.Delivery.Epoch && delivery.State != DeliveryState.Delivered;

    private static void Apply(MemoryTables tables, MemoryDelivery delivery, Settlement settlement, DateTimeOffset now)
    {
        if (settlement.Kind == SettlementKind.Release)
        {
            delivery.Claims = Math.Max(0, delivery.Claims - 1);
            tables.Reschedule(delivery, now + settlement.Delay);
            return;
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
            case SettlementKind.Delivered:
                tables.End(delivery, DeliveryState.Delivered, null, now);
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
    }
}
