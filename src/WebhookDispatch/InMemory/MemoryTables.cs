using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>Events, deliveries and the queue. Only touched under the store's lock.</summary>
internal sealed class MemoryTables
{
    private readonly Dictionary<(string Tenant, string EventId), MemoryEvent> _events = [];
    private readonly Dictionary<(string Tenant, string Key), MemoryEvent> _keys = [];
    private readonly SortedDictionary<long, MemoryDelivery> _deliveries = [];
    private readonly MemoryQueue _queue = new();
    private long _lastDelivery;
    private long _lastToken;

    internal MemoryDelivery? Delivery(long id) => _deliveries.GetValueOrDefault(id);

    internal EnqueueResult Add(NewEvent added, TimeSpan lease, DateTimeOffset now)
    {
        if (added.IdempotencyKey is { } key && _keys.TryGetValue((added.Tenant, key), out var first))
        {
            return Existing(first, added, EnqueueStatus.KeyClash);
        }

        if (_events.TryGetValue((added.Tenant, added.Event.Id), out first))
        {
            return Existing(first, added, EnqueueStatus.IdClash);
        }

        var stored = new MemoryEvent(added.Event, added.Tenant, added.IdempotencyKey, now) { ExpiresAt = now + added.ExpiresIn };
        _events.Add((added.Tenant, added.Event.Id), stored);
        if (added.IdempotencyKey is { } fresh)
        {
            _keys.Add((added.Tenant, fresh), stored);
        }

        var leased = new List<LeasedDelivery>();
        foreach (var (endpointId, isLeased) in added.Deliveries)
        {
            var delivery = new MemoryDelivery(++_lastDelivery, endpointId, stored) { DueAt = now + added.DueIn };
            stored.Deliveries.Add(delivery);
            _deliveries.Add(delivery.Id, delivery);
            if (isLeased)
            {
                leased.Add(delivery.Lease(now + lease, now, ++_lastToken));
            }

            _queue.Add(delivery);
        }

        return new EnqueueResult(EnqueueStatus.Stored, added.Event.Id, stored.Deliveries.Count, leased);
    }

    internal ClaimResult Claim(ClaimRequest request, DateTimeOffset now)
    {
        var (due, cursor) = _queue.Due(request, now);
        var claimed = due.ConvertAll(delivery =>
        {
            _queue.Remove(delivery);
            var leased = delivery.Lease(now + request.Lease, now, ++_lastToken);
            _queue.Add(delivery);
            return leased;
        });
        var nextDue = cursor is null ? _queue.NextDueAt(request) : null;
        return new ClaimResult(claimed, cursor, nextDue is { } at ? (at > now ? at - now : TimeSpan.Zero) : null);
    }

    internal void Reschedule(MemoryDelivery delivery, DateTimeOffset dueAt)
    {
        _queue.Remove(delivery);
        delivery.DueAt = dueAt;
        delivery.Token = 0;
        _queue.Add(delivery);
    }

    internal void End(MemoryDelivery delivery, DeliveryState state, string? reason, DateTimeOffset now)
    {
        _queue.Remove(delivery);
        delivery.End(state, reason, now);
    }

    internal bool Cancel(string tenant, long deliveryId, DateTimeOffset now)
    {
        if (Delivery(deliveryId) is not { State: DeliveryState.Waiting } delivery || !string.Equals(delivery.Event.Tenant, tenant, StringComparison.Ordinal))
        {
            return false;
        }

        End(delivery, DeliveryState.Cancelled, "cancelled", now);
        return true;
    }

    internal bool CancelAll(string endpointId, DateTimeOffset now)
    {
        foreach (var delivery in _queue.Of(endpointId))
        {
            End(delivery, DeliveryState.Cancelled, "endpoint_deleted", now);
        }

        return true;
    }

    internal ReplayBatch Replay(DeliveryFilter filter, long after, int limit, DateTimeOffset now)
    {
        var replayed = 0;
        var last = after;
        foreach (var delivery in _deliveries.Values.Where(delivery => delivery.Id > after))
        {
            if (replayed == limit)
            {
                break;
            }

            last = delivery.Id;
            if (delivery.State is DeliveryState.Dead or DeliveryState.Cancelled or DeliveryState.Expired && Matches(delivery, filter))
            {
                delivery.Replay(now);
                _queue.Add(delivery);
                replayed++;
            }
        }

        return new ReplayBatch(replayed, last);
    }

    internal EventHistory? Find(string tenant, string eventId) => _events.TryGetValue((tenant, eventId), out var stored)
        ? new EventHistory(
            stored.Event, stored.Tenant, stored.PublishedAt, stored.ExpiresAt,
            [.. stored.Deliveries.Select(delivery => new DeliveryHistory(delivery.ToRecord(), [.. delivery.History]))])
        : null;

    internal IReadOnlyList<DeliveryRecord> List(DeliveryFilter filter, long? before, int limit) =>
        [.. _deliveries.Values.Reverse().Where(delivery => (before is null || delivery.Id < before) && Matches(delivery, filter)).Take(limit).Select(delivery => delivery.ToRecord())];

    internal DeliveryCounts Count()
    {
        var counts = _deliveries.Values.CountBy(delivery => delivery.State).ToDictionary();
        return new DeliveryCounts(
            counts.GetValueOrDefault(DeliveryState.Waiting), counts.GetValueOrDefault(DeliveryState.Delivered), counts.GetValueOrDefault(DeliveryState.Dead),
            counts.GetValueOrDefault(DeliveryState.Cancelled), counts.GetValueOrDefault(DeliveryState.Expired));
    }

    internal int Forget(DateTimeOffset endedBefore, DateTimeOffset deadBefore, int limit)
    {
        var old = _deliveries.Values
            .Where(delivery => delivery.EndedAt < (delivery.State == DeliveryState.Dead ? deadBefore : endedBefore))
            .Take(limit).ToList();
        foreach (var delivery in old)
        {
            _deliveries.Remove(delivery.Id);
            delivery.Event.Deliveries.Remove(delivery);
        }

        var unneeded = _events.Where(pair => pair.Value.Deliveries.Count == 0 && pair.Value.PublishedAt < endedBefore).Take(limit - old.Count).ToList();
        foreach (var (id, stored) in unneeded)
        {
            _events.Remove(id);
            if (stored.IdempotencyKey is { } key)
            {
                _keys.Remove((stored.Tenant, key));
            }
        }

        return old.Count + unneeded.Count;
    }

    private static EnqueueResult Existing(MemoryEvent first, NewEvent added, EnqueueStatus otherwise) =>
        new(first.IsSameAs(added.Event) ? EnqueueStatus.Duplicate : otherwise, first.Event.Id, first.Deliveries.Count, []);

    private static bool Matches(MemoryDelivery delivery, DeliveryFilter filter) =>
        (filter.Tenant is null || string.Equals(filter.Tenant, delivery.Event.Tenant, StringComparison.Ordinal))
        && (filter.DeliveryId is null || filter.DeliveryId == delivery.Id)
        && (filter.EndpointId is null || string.Equals(filter.EndpointId, delivery.EndpointId, StringComparison.Ordinal))
        && (filter.EventType is null || string.Equals(filter.EventType, delivery.Event.Event.Type, StringComparison.Ordinal))
        && (filter.State is null || filter.State == delivery.State)
        && (filter.Reason is null || string.Equals(filter.Reason, delivery.Reason, StringComparison.Ordinal))
        && (filter.From is null || delivery.Event.PublishedAt >= filter.From)
        && (filter.Until is null || delivery.Event.PublishedAt < filter.Until);
}
