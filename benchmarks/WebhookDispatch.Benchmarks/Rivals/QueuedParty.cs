using WebhookDispatch.Benchmarks.Measuring;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>Stores one webhook in each call and delivers later, with a limit on how many are not yet delivered.</summary>
internal abstract class QueuedParty(string name, int mostOutstanding = 512) : IParty, IAsyncDisposable
{
    private readonly SemaphoreSlim _room = new(mostOutstanding);

    public string Name => name;

    public async Task DriveAsync(Worker worker)
    {
        while (true)
        {
            await _room.WaitAsync();
            if (!worker.Next())
            {
                _room.Release();
                return;
            }

            await StoreAsync();
            worker.Record(delivered: true);
        }
    }

    public async Task FinishAsync()
    {
        while (_room.CurrentCount < mostOutstanding)
        {
            await Task.Delay(1);
        }
    }

    public virtual Task<StoreWork> ReadWorkAsync() => Task.FromResult(default(StoreWork));

    public virtual ValueTask DisposeAsync()
    {
        _room.Dispose();
        return ValueTask.CompletedTask;
    }

    protected abstract Task StoreAsync();

    protected void Delivered(int count) => _room.Release(count);
}
