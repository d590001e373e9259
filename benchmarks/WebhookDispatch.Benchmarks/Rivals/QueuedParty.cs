using WebhookDispatch.Benchmarks.Measuring;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>Stores one webhook in each call and delivers later, with a limit on how many are not yet delivered.</summary>
internal abstract class QueuedParty(string name) : IParty, IAsyncDisposable
{
    private const int MostOutstanding = 512;

    private readonly SemaphoreSlim _room = new(MostOutstanding);

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
        while (_room.CurrentCount < MostOutstanding)
        {
            await Task.Delay(1);
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        _room.Dispose();
        return ValueTask.CompletedTask;
    }

    protected abstract Task StoreAsync();

    protected void Delivered(int count) => _room.Release(count);
}
