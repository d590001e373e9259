using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>Stored events, by id and by idempotency key within a tenant. Only touched under the store's lock.</summary>
internal sealed class MemoryEvents
{
    private readonly Dictionary<(string Tenant, string EventId), MemoryEvent> _byId = [];
    private readonly Dictionary<(string Tenant, string Key), MemoryEvent> _byKey = [];
    private readonly SortedSet<MemoryEvent> _withoutDeliveries = new(Comparer<MemoryEvent>.Create(static (one, other) => one.Number.CompareTo(other.Number)));
    private long _last;

    internal MemoryEvent? Find(string tenant, string eventId) => _byId.GetValueOrDefault((tenant, eventId));

    /// <summary>What the store says instead of storing it; <see langword="null"/> when it is new.</summary>
    internal EnqueueResult? Refuse(NewEvent added)
    {
        if (added.IdempotencyKey is { } key && _byKey.TryGetValue((added.Tenant, key), out var first))
        {
            return Existing(first, added, EnqueueStatus.KeyClash);
        }

        return Find(added.Tenant, added.Event.Id) is { } same ? Existing(same, added, EnqueueStatus.IdClash) : null;
    }

    internal MemoryEvent Add(NewEvent added, DateTimeOffset now)
    {
        DateTimeOffset? expiresAt = added.ExpiresIn is { } length ? Instants.After(now, length) : null;
        var stored = new MemoryEvent(++_last, added.Event, added.Tenant, added.IdempotencyKey, now, expiresAt);
        _byId.Add((added.Tenant, added.Event.Id), stored);
        if (added.IdempotencyKey is { } key)
        {
            _byKey.Add((added.Tenant, key), stored);
        }

        if (added.Deliveries.Count == 0)
        {
            _withoutDeliveries.Add(stored);
        }

        return stored;
    }

    /// <summary>Takes in an event from the shelf.</summary>
    internal void Adopt(MemoryEvent shelved) => _byId.Add((shelved.Tenant, shelved.Event.Id), shelved);

    internal void ForgetDelivery(MemoryDelivery delivery)
    {
        var stored = delivery.Event;
        stored.Deliveries = Array.FindAll(stored.Deliveries, one => one != delivery);
        if (stored.Deliveries.Length == 0)
        {
            _withoutDeliveries.Add(stored);
        }
    }

    /// <returns>How many events without deliveries were removed.</returns>
    internal int Forget(DateTimeOffset publishedBefore, int limit)
    {
        var removed = 0;
        while (removed < limit && _withoutDeliveries.Min is { } oldest && oldest.PublishedAt < publishedBefore)
        {
            _withoutDeliveries.Remove(oldest);
            _byId.Remove((oldest.Tenant, oldest.Event.Id));
            if (oldest.IdempotencyKey is { } key)
            {
                _byKey.Remove((oldest.Tenant, key));
            }

            removed++;
        }

        return removed;
    }

    private static EnqueueResult Existing(MemoryEvent first, NewEvent added, EnqueueStatus otherwise) =>
        new(first.IsSameAs(added.Event) ? EnqueueStatus.Duplicate : otherwise, first.Event.Id, first.Deliveries.Length, []);
}
