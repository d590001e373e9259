using WebhookDispatch.Benchmarks.Measuring;

namespace WebhookDispatch.Benchmarks.Publish;

/// <summary>What the disk can do: one page after another is written and synced, over the same 4 MiB as a store's log is.</summary>
internal sealed class FsyncParty(string path) : IParty, IDisposable
{
    private const int PageBytes = 4096;
    private const int Pages = 1024;

    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
    private readonly byte[] _page = new byte[PageBytes];
    private int _next;

    public string Name => "write + fsync";

    public Task DriveAsync(Worker worker)
    {
        while (worker.Next())
        {
            _file.Position = (long)(_next++ % Pages) * PageBytes;
            _file.Write(_page);
            _file.Flush(flushToDisk: true);
            worker.Record(delivered: true);
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _file.Dispose();
}
