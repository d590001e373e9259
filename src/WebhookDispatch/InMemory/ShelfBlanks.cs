namespace WebhookDispatch.InMemory;

/// <summary>
/// Blocks of a shelf before they are written to. The next one is made on another thread while the last one fills: memory that nobody has
/// touched yet costs a page fault every 4 KiB, and taken under the store's lock each would be waited for by all who store.
/// </summary>
internal sealed class ShelfBlanks
{
    internal const int BlockBytes = 1 << 20;

    private byte[]? _next;

    /// <summary>A block that is long enough.</summary>
    internal byte[] Take(int length)
    {
        if (length > BlockBytes)
        {
            return GC.AllocateUninitializedArray<byte>(length);
        }

        var block = Interlocked.Exchange(ref _next, null) ?? GC.AllocateUninitializedArray<byte>(BlockBytes);
        ThreadPool.UnsafeQueueUserWorkItem(static blanks => blanks.Prepare(), this, preferLocal: false);
        return block;
    }

    private void Prepare()
    {
        var block = GC.AllocateUninitializedArray<byte>(BlockBytes);
        Array.Clear(block);
        Volatile.Write(ref _next, block);
    }
}
