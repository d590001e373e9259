using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Writing;

/// <summary>
/// Writes on their way to the writer's thread. A caller that finds it full waits to be admitted. It is not a channel:
/// a channel wakes its reader through the thread pool, and the writer must not depend on a free pool thread.
/// </summary>
internal sealed class WriteQueue(int capacity)
{
    // Callers whose commit has just been answered write again within microseconds. Without this, two halves of them took
    // turns: groups of 27 writes where 64 callers publish, instead of 55, and twice the syncs and log pages for each.
    private const int MostYields = 3;

    private readonly object _gate = new();
    private readonly Queue<IStoreWrite> _admitted = new();
    private TaskCompletionSource? _roomMade;
    private int _lastGroup;
    private bool _writerWaits;
    private bool _closed;

    /// <summary>Completes at once where there is room.</summary>
    internal ValueTask AdmitAsync(IStoreWrite write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return TryAdmit(write) is { } roomMade ? WaitAndAdmitAsync(write, roomMade, cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Waits for writes and takes those that are there.</summary>
    /// <returns>Whether there will ever be more.</returns>
    internal bool Take(List<IStoreWrite> batch, int limit)
    {
        GatherCallers();
        lock (_gate)
        {
            while (_admitted.Count == 0)
            {
                if (_closed)
                {
                    return false;
                }

                _writerWaits = true;
                Monitor.Wait(_gate);
                _writerWaits = false;
            }

            while (batch.Count < limit && _admitted.TryDequeue(out var write))
            {
                batch.Add(write);
            }

            _lastGroup = batch.Count;
            _roomMade?.TrySetResult();
            _roomMade = null;
        }

        return true;
    }

    /// <summary>Admits no more. What was admitted is still taken.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
            _roomMade?.TrySetResult();
            _roomMade = null;
        }
    }

    internal static StoreUnavailableException Closed() =>
        new(StoreTrouble.Closed, "The store is closed or being closed. Publish before the application's services are disposed.");

    // Gives the processor away and never waits for a time: where nothing else wants to run, or only one caller writes, the
    // next write is taken at once.
    private void GatherCallers()
    {
        for (var i = 0; i < MostYields && _lastGroup > 1; i++)
        {
            _ = Thread.Yield();
        }
    }

    /// <returns><see langword="null"/> when it is admitted, otherwise what completes when it is worth another try.</returns>
    private TaskCompletionSource? TryAdmit(IStoreWrite write)
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw Closed();
            }

            if (_admitted.Count >= capacity)
            {
                return _roomMade ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            _admitted.Enqueue(write);
            if (_writerWaits)
            {
                Monitor.Pulse(_gate);
            }

            return null;
        }
    }

    private async ValueTask WaitAndAdmitAsync(IStoreWrite write, TaskCompletionSource roomMade, CancellationToken cancellationToken)
    {
        for (var room = roomMade; room is not null; room = TryAdmit(write))
        {
            await room.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
