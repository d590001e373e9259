using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Enqueuing;

/// <summary>Events that somebody waits for to be stored.</summary>
internal sealed class EnqueueCall(IReadOnlyList<NewEvent> events, TimeSpan lease)
{
    // The writer must not run what callers do next.
    private readonly TaskCompletionSource<IReadOnlyList<EnqueueResult>> _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal IReadOnlyList<NewEvent> Events { get; } = events;

    internal TimeSpan Lease { get; } = lease;

    internal Task<IReadOnlyList<EnqueueResult>> Stored => _stored.Task;

    internal void Succeed(IReadOnlyList<EnqueueResult> results) => _stored.SetResult(results);

    internal void Fail(Exception failure) => _stored.SetException(failure);
}
