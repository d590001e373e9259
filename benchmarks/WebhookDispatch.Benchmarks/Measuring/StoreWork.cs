namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>What a store has done since it was opened.</summary>
/// <param name="Commits">Transactions that were committed; each is one sync to disk.</param>
/// <param name="Statements">Statements that were run, those that begin and commit included.</param>
internal readonly record struct StoreWork(long Commits, long Statements)
{
    public static StoreWork operator -(StoreWork one, StoreWork other) =>
        new(one.Commits - other.Commits, one.Statements - other.Statements);
}
