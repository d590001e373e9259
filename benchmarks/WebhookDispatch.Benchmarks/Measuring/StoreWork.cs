namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>What a store has done since it was opened.</summary>
/// <param name="Commits">Transactions that were committed; each is one sync to disk.</param>
/// <param name="Statements">Statements that were run, those that begin and commit included.</param>
/// <param name="ServerCpu">Processor time of all processes of its server, where it has one.</param>
/// <param name="DispatcherCpu">Processor time of other processes that deliver.</param>
internal readonly record struct StoreWork(long Commits, long Statements, TimeSpan ServerCpu = default, TimeSpan DispatcherCpu = default)
{
    public static StoreWork operator -(StoreWork one, StoreWork other) =>
        new(one.Commits - other.Commits, one.Statements - other.Statements, one.ServerCpu - other.ServerCpu, one.DispatcherCpu - other.DispatcherCpu);
}
