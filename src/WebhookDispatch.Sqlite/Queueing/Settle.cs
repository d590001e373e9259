using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>Applies outcomes, fenced by token and epoch.</summary>
internal sealed class Settle(IReadOnlyList<Settlement> settlements)
{
    internal IReadOnlyList<bool> Run(WriteSession session)
    {
        var applied = new bool[settlements.Count];
        for (var i = 0; i < applied.Length; i++)
        {
            applied[i] = Apply(session, settlements[i]);
        }

        return applied;
    }

    private static bool Apply(WriteSession session, Settlement settlement)
    {
        if (QueueTable.Find(session, settlement.Delivery.DeliveryId) is not { } row)
        {
            return ApplyToEnded(session, settlement);
        }

        var isHeld = row.LeaseToken == settlement.Delivery.LeaseToken;
        var isDelivered = settlement.Kind == SettlementKind.Delivered;
        if (isHeld && isDelivered && settlement.Attempt is { } delivering && row.Epoch == settlement.Delivery.Epoch
            && AttemptTable.FitsIntoEnded(delivering, row.Attempts + 1))
        {
            EndedTable.End(session, row, DeliveryState.Delivered, null, row.Attempts + 1, delivering);
            return true;
        }

        AttemptTable.Insert(session, settlement, stale: !isHeld);
        if (isDelivered ? row.Epoch != settlement.Delivery.Epoch : !isHeld)
        {
            return false;
        }

        var attempts = Spent(settlement, row.Attempts);
        if (EndedAs(settlement.Kind) is { } state)
        {
            EndedTable.End(session, row, state, isDelivered ? null : settlement.Reason ?? WordFor(state), attempts);
            return true;
        }

        // Only a claim that ended in neither an attempt nor a release is one that may have killed its process.
        var claims = settlement.Kind == SettlementKind.Release ? Math.Max(0, row.Claims - 1)
            : settlement.Attempt is null ? row.Claims : 0;
        QueueTable.Update(
            session, row, row with { DueAt = Instant.After(session.Now, settlement.Delay), Attempts = attempts, Claims = claims, LeaseToken = null });
        return true;
    }

    // The receiver has it, whatever was decided meanwhile in the same epoch.
    private static bool ApplyToEnded(WriteSession session, Settlement settlement)
    {
        if (EndedTable.Find(session, settlement.Delivery.DeliveryId) is not { } row)
        {
            return false;
        }

        AttemptTable.Insert(session, settlement, stale: true);
        if (settlement.Kind != SettlementKind.Delivered || row.State == DeliveryState.Delivered || row.Epoch != settlement.Delivery.Epoch)
        {
            return false;
        }

        EndedTable.Delete(session, row.Delivery, row.State);
        EndedTable.Insert(session, row with { State = DeliveryState.Delivered, Reason = null, Attempts = Spent(settlement, row.Attempts) });
        return true;
    }

    private static int Spent(Settlement settlement, int attempts) =>
        settlement.Kind == SettlementKind.Release || settlement.Attempt is null ? attempts : attempts + 1;

    private static DeliveryState? EndedAs(SettlementKind kind) => kind switch
    {
        SettlementKind.Delivered => DeliveryState.Delivered,
        SettlementKind.Dead => DeliveryState.Dead,
        SettlementKind.Expired => DeliveryState.Expired,
        SettlementKind.Cancelled => DeliveryState.Cancelled,
        _ => null,
    };

    private static string WordFor(DeliveryState state) => state switch
    {
        DeliveryState.Expired => "expired",
        DeliveryState.Cancelled => "cancelled",
        _ => "dead",
    };
}
