using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Writing;

/// <summary>
/// Writes on their way to the writer's thread. A caller that finds it full waits to be admitted. It is not a channel:
/// a channel wakes its reader through the thread pool, and the writer must not depend on a free pool thread.
/// </summary>
internal sealed class WriteQueue(int capacity) : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<StoreWrite> _admitted = new();
    private readonly SemaphoreSlim _room = new(capacity);
    private bool _closed;

    internal async ValueTask AdmitAsync(StoreWrite write, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_closed)
            {
                _admitted.Enqueue(write);
                Monitor.Pulse(_gate);
                return;
            }
        }

        // Whoever waits behind has to learn it too.
        _room.Release();
        throw Closed();
    }

    /// <summary>Waits for writes and takes those that are there: none is waited for to make a group larger.</summary>
    /// <returns>Whether there will ever be more.</returns>
    internal bool Take(List<StoreWrite> batch, int limit)
    {
        lock (_gate)
        {
            while (_admitted.Count == 0)
            {
                if (_closed)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            while (batch.Count < limit && _admitted.TryDequeue(out var write))
            {
                batch.Add(write);
            }
        }

        _room.Release(batch.Count);
        return true;
    }

    /// <summary>Admits no more. What was admitted is still taken.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    public void Dispose() => _room.Dispose();

    internal static StoreUnavailableException Closed() =>
        new(StoreTrouble.Closed, "The store is closed or being closed. Publish before the application's services are disposed.");
}
