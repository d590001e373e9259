namespace WebhookDispatch.Sqlite.Writing;

/// <summary>Something to be written. It may run again: when another write spoils the transaction both are in, each gets its own.</summary>
internal abstract class StoreWrite
{
    internal abstract void Run(WriteSession session);

    internal abstract void Succeed();

    internal abstract void Fail(Exception failure);
}

/// <summary>A write and whoever waits for its result.</summary>
internal sealed class StoreWrite<TResult>(Func<WriteSession, TResult> body) : StoreWrite
{
    // The writer's thread must not run what callers do next.
    private readonly TaskCompletionSource<TResult> _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult _result = default!;

    internal Task<TResult> Committed => _committed.Task;

    internal override void Run(WriteSession session) => _result = body(session);

    internal override void Succeed() => _committed.SetResult(_result);

    internal override void Fail(Exception failure) => _committed.SetException(failure);
}
