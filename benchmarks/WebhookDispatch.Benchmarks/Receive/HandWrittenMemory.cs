using System.Collections.Concurrent;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>A dictionary.</summary>
internal sealed class HandWrittenMemory : IHandWrittenStore
{
    private readonly ConcurrentDictionary<string, byte[]> _kept = new(StringComparer.Ordinal);

    public ValueTask StoreOnceAsync(string id, byte[] body)
    {
        _kept.TryAdd(id, body);
        return ValueTask.CompletedTask;
    }
}
