namespace WebhookDispatch.Simulation.Tests.Scheduling;

/// <summary>In place of a <see cref="TaskCompletionSource"/> whose continuations run asynchronously: they run in a later step.</summary>
internal sealed class SimulatedCompletion(TaskCreationOptions options)
{
    private readonly TaskCompletionSource _source = new(options & ~TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Task => _source.Task;

    internal bool TrySetResult()
    {
        SynchronizationContext.Current!.Post(_ => _source.TrySetResult(), null);
        return !_source.Task.IsCompleted;
    }
}
