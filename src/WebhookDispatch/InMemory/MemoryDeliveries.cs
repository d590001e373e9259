using WebhookDispatch.Events;
using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>
/// Every delivery, in the orders in which they are looked for. What changes a delivery takes it out first and puts it back
/// after, because those orders depend on its state. Only touched under the store's lock.
/// </summary>
internal sealed class MemoryDeliveries
{
    private readonly List<MemoryDelivery> _byId = [];
    private readonly MemoryShelf _shelf = new();
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

    /// <summary>Those that were never shelved.</summary>
    internal IEnumerable<MemoryDelivery> Unshelved => _byId;

    /// <summary>By rising id.</summary>
    /// <param name="id">The id to begin after.</param>
    /// <param name="withShelved">Whether those on the shelf come, too: as copies, so <see cref="Unshelve"/> what is to change.</param>
    internal IEnumerable<MemoryDelivery> After(long id, bool withShelved)
    {
        // Looked for anew at each step, because what was taken from the shelf meanwhile stands elsewhere.
        for (var last = id; Next(last, withShelved) is { } next; last = next.Id)
        {
            yield return next;
        }
    }

    /// <summary>By falling id, as <see cref="After"/>.</summary>
    internal IEnumerable<MemoryDelivery> Before(long? id, bool withShelved)
    {
        for (var first = id ?? long.MaxValue; Previous(first, withShelved) is { } previous; first = previous.Id)
        {
            yield return previous;
        }
    }

    /// <summary>Puts an event that came as delivered on the shelf.</summary>
    internal void Shelve(NewEvent added, DateTimeOffset now)
    {
        _shelf.Add(added, ++_lastId, now);
        _counts[(int)DeliveryState.Delivered]++;
    }

    /// <returns>Its number on the shelf; <see langword="null"/> when it is not there.</returns>
    internal long? FindShelved(string tenant, string eventId) => _shelf.Find(tenant, eventId);

    internal bool IsShelvedAs(long number, WebhookEvent other) => _shelf.IsSame(number, other);

    internal MemoryDelivery ReadShelved(long number) => _shelf.Read(number);

    /// <summary>Takes a delivery from the shelf for good.</summary>
    /// <returns>The delivery that may be changed: the one given, unless that is a copy.</returns>
    internal MemoryDelivery Unshelve(MemoryDelivery delivery)
    {
        if (_shelf.NumberOf(delivery.Id) is not { } number)
        {
            return delivery;
        }

        var own = _shelf.TakeOut(number);
        _byId.Insert(IndexAfter(own.Id), own);
        _ended.Add(own);
        return own;
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

    /// <returns>How many events and deliveries of the shelf were removed.</returns>
    internal int ForgetShelved(DateTimeOffset endedBefore, int limit)
    {
        var (counted, deliveries) = _shelf.Forget(endedBefore, limit);
        _counts[(int)DeliveryState.Delivered] -= deliveries;
        return counted;
    }

    private MemoryDelivery? Next(long id, bool withShelved)
    {
        var own = IndexAfter(id) is var index && index < _byId.Count ? _byId[index] : null;
        return withShelved && _shelf.After(id) is { } number && (own is null || _shelf.DeliveryIdOf(number) < own.Id) ? _shelf.Read(number) : own;
    }

    private MemoryDelivery? Previous(long id, bool withShelved)
    {
        var own = IndexAfter(id - 1) is var index && index > 0 ? _byId[index - 1] : null;
        return withShelved && _shelf.Before(id) is { } number && (own is null || _shelf.DeliveryIdOf(number) > own.Id) ? _shelf.Read(number) : own;
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
