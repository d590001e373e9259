namespace WebhookDispatch.Simulation.Tests.Scheduling;

/// <summary>In place of <see cref="SemaphoreSlim"/>, whose waiters are woken by the thread pool.</summary>
internal sealed class SimulatedSemaphore(int count) : IDisposable
{
    private readonly LinkedList<TaskCompletionSource> _waiters = new();
    private int _count = count;

    public void Dispose() => _waiters.Clear();

    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_count > 0)
        {
            _count--;
            return;
        }

        var turn = new TaskCompletionSource();
        var place = _waiters.AddLast(turn);
        using var registration = cancellationToken.UnsafeRegister(
            _ =>
            {
                if (turn.TrySetCanceled(cancellationToken))
                {
                    _waiters.Remove(place);
                }
            },
            null);
        await turn.Task;
    }

    internal void Release()
    {
        if (_waiters.First is { } first)
        {
            _waiters.RemoveFirst();
            first.Value.SetResult();
        }
        else
        {
            _count++;
        }
    }
}
