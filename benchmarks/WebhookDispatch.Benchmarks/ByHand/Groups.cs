using System.Threading.Channels;

namespace WebhookDispatch.Benchmarks.ByHand;

/// <summary>Writes together whatever came in while the group before was being written.</summary>
internal sealed class Groups<T>
{
    private const int Most = 512;

    private readonly Channel<(T Item, TaskCompletionSource Written)> _waiting =
        Channel.CreateUnbounded<(T Item, TaskCompletionSource Written)>(new UnboundedChannelOptions { SingleReader = true });

    /// <param name="write">Writes a group, durably.</param>
    public Groups(Func<IReadOnlyList<T>, Task> write) => _ = Task.Run(() => RunAsync(write));

    public Task WriteAsync(T item)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite((item, written));
        return written.Task;
    }

    private async Task RunAsync(Func<IReadOnlyList<T>, Task> write)
    {
        var (items, waiters) = (new List<T>(Most), new List<TaskCompletionSource>(Most));
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (items.Count < Most && _waiting.Reader.TryRead(out var one))
            {
                items.Add(one.Item);
                waiters.Add(one.Written);
            }

            try
            {
                await write(items);
                waiters.ForEach(static waiter => waiter.SetResult());
            }
            catch (Exception exception)
            {
                waiters.ForEach(waiter => waiter.SetException(exception));
            }

            items.Clear();
            waiters.Clear();
        }
    }
}
