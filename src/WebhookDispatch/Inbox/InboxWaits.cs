using System.Collections.Concurrent;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Inbox;

/// <summary>The answers that wait for a handler: each is given what the store was told, once it is durable.</summary>
internal sealed class InboxWaits
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<Settlement>> _waits = new();

    internal bool IsEmpty => _waits.IsEmpty;

    /// <summary>Begins to wait for a delivery, before its handler can end.</summary>
    /// <returns>The wait; <see langword="null"/> when another answer waits for it already.</returns>
    internal Task<Settlement>? Begin(long deliveryId)
    {
        var wait = new TaskCompletionSource<Settlement>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waits.TryAdd(deliveryId, wait) ? wait.Task : null;
    }

    internal void End(long deliveryId) => _waits.TryRemove(deliveryId, out _);

    internal void Complete(IReadOnlyList<Settlement> written)
    {
        if (_waits.IsEmpty)
        {
            return;
        }

        foreach (var settlement in written)
        {
            if (_waits.TryGetValue(settlement.Delivery.DeliveryId, out var wait))
            {
                wait.TrySetResult(settlement);
            }
        }
    }
}
