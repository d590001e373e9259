using System.Collections.Concurrent;

namespace WebhookDispatch.Attempts;

/// <summary>Deadlines that are used again: a cancellation source for every attempt would be a tenth of what an attempt allocates.</summary>
internal sealed class DeadlinePool(TimeProvider timeProvider)
{
    private const int MaxKept = 256;

    private readonly ConcurrentQueue<CancellationTokenSource> _idle = new();

    internal CancellationTokenSource Rent(TimeSpan timeout)
    {
        if (_idle.TryDequeue(out var deadline))
        {
            deadline.CancelAfter(timeout);
            return deadline;
        }

        return new CancellationTokenSource(timeout, timeProvider);
    }

    internal void Return(CancellationTokenSource deadline)
    {
        if (_idle.Count < MaxKept && deadline.TryReset())
        {
            _idle.Enqueue(deadline);
        }
        else
        {
            deadline.Dispose();
        }
    }
}
