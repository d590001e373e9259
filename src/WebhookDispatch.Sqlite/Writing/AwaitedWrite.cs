using System.Threading.Tasks.Sources;

namespace WebhookDispatch.Sqlite.Writing;

/// <summary>A write and whoever waits for its commit, as one object: a completion source, its task and the caller's state machine would be three more.</summary>
/// <remarks>Await <see cref="Committed"/> once.</remarks>
internal sealed class AwaitedWrite<TResult>(Func<WriteSession, TResult> body) : IStoreWrite, IValueTaskSource<TResult>
{
    // The writer's thread must not run what callers do next.
    private ManualResetValueTaskSourceCore<TResult> _committed = new() { RunContinuationsAsynchronously = true };
    private TResult _result = default!;

    internal ValueTask<TResult> Committed => new(this, _committed.Version);

    public void Run(WriteSession session) => _result = body(session);

    public void Succeed() => _committed.SetResult(_result);

    public void Fail(Exception failure) => _committed.SetException(failure);

    public TResult GetResult(short token) => _committed.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _committed.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _committed.OnCompleted(continuation, state, token, flags);
}
