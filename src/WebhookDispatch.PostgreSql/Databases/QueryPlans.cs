namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>
/// Which statements look into tables that grow and shrink within seconds. The server keeps the plan that it made when such a table was
/// small, and small means that reading all of it is best: a settlement then read 90,000 dead rows to find 100.
/// </summary>
internal static class QueryPlans
{
    internal static bool MustUseIndexes(this Query query) => query
        is Query.CancelDelivery
        or Query.Claim
        or Query.ClaimFirstAttempts
        or Query.ClaimHanded
        or Query.FindLapsedHanded
        or Query.FindNextDue
        or Query.ForgetDeliveries
        or Query.ForgetEvents
        or Query.GiveUp
        or Query.LockLapsedHanded
        or Query.Replay
        or Query.Settle
        or Query.SettleDelivered
        or Query.SettleHanded
        or Query.SplitHanded;
}
