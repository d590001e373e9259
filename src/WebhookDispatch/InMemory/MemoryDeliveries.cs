using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>
/// Every delivery, in the orders in which they are looked for. What changes a delivery takes it out first and puts it back
/// after, because those orders depend on its state. Only touched under the store's lock.
/// </summary>
internal sealed class MemoryDeliveries
{
    private readonly List<MemoryDelivery> _byId = [];
    private readonly MemoryQueue _queue = new();
    private readonly MemoryEnds _dead = new();
    private readonly MemoryEnds _ended = new();
    private readonly long[] _counts = new long[(int)DeliveryState.Expired + 1];
    private long _lastId;

    internal MemoryDelivery? Find(long id) => IndexAfter(id - 1) is var index && index < _byId.Count && _byId[index].Id == id ? _byId[index] : null;

    internal int CountWaiting(string endpointId) => _queue.Count(endpointId);

    /// <summary>A new one, which the caller puts into its place by <see cref="PutBack"/>.</summary>
    internal MemoryDelivery Create(string endpointId, MemoryEvent stored)
    {
        var delivery = new MemoryDelivery(++_lastId, endpointId, stored);
        _byId.Add(delivery);
        stored.Deliveries.Add(delivery);
        return delivery;
    }

    internal void TakeOut(MemoryDelivery delivery)
    {
        _counts[(int)delivery.State]--;
        if (delivery.State == DeliveryState.Waiting)
        {
            _queue.Remove(delivery);
        }
    }

    internal void PutBack(MemoryDelivery delivery)
    {
        _counts[(int)delivery.State]++;
        if (delivery.State == DeliveryState.Waiting)
        {
            _queue.Add(delivery);
        }
        else
        {
            (delivery.State == DeliveryState.Dead ? _dead : _ended).Add(delivery);
        }
    }

    internal IReadOnlyList<MemoryDelivery> WaitingFor(string endpointId) => _queue.Of(endpointId);

    internal (IReadOnlyList<MemoryDelivery> Due, string? Cursor) Due(ClaimRequest request, DateTimeOffset now) => _queue.Due(request, now);

    internal DateTimeOffset? NextDueAt(ClaimRequest request, DateTimeOffset now) => _queue.NextDueAt(request, now);

    internal IEnumerable<MemoryDelivery> After(long id)
    {
        for (var index = IndexAfter(id); index < _byId.Count; index++)
        {
            yield return _byId[index];
        }
    }

    internal IEnumerable<MemoryDelivery> Before(long? id)
    {
        for (var index = (id is { } end ? IndexAfter(end - 1) : _byId.Count) - 1; index >= 0; index--)
        {
            yield return _byId[index];
        }
    }

    internal DeliveryCounts Count() => new(
        _counts[(int)DeliveryState.Waiting], _counts[(int)DeliveryState.Delivered], _counts[(int)DeliveryState.Dead],
        _counts[(int)DeliveryState.Cancelled], _counts[(int)DeliveryState.Expired]);

    /// <returns>What was removed: the longest ended first.</returns>
    internal IReadOnlyCollection<MemoryDelivery> Forget(DateTimeOffset endedBefore, DateTimeOffset deadBefore, int limit)
    {
        var old = _ended.TakeEndedBefore(endedBefore, limit, static delivery => delivery.State is not (DeliveryState.Waiting or DeliveryState.Dead)).ToHashSet();
        old.UnionWith(_dead.TakeEndedBefore(deadBefore, limit - old.Count, static delivery => delivery.State == DeliveryState.Dead));
        foreach (var delivery in old)
        {
            TakeOut(delivery);
        }

        if (old.Count > 0)
        {
            _byId.RemoveAll(old.Contains);
        }

        return old;
    }

    private int IndexAfter(long id)
    {
        var (low, high) = (0, _byId.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _byId[middle].Id <= id ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
