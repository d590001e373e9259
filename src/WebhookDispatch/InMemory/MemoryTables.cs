using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>Events and deliveries, and what a store does with them. Only touched under the store's lock.</summary>
internal sealed class MemoryTables
{
    private readonly MemoryEvents _events = new();
    private readonly MemoryDeliveries _deliveries = new();
    private long _lastToken;

    internal EnqueueResult Add(NewEvent added, TimeSpan lease, DateTimeOffset now)
    {
        if (_events.Refuse(added) is { } refused)
        {
            return refused;
        }

        if (_deliveries.FindShelved(added.Tenant, added.Event.Id) is { } shelved)
        {
            var status = _deliveries.IsShelvedAs(shelved, added.Event) ? EnqueueStatus.Duplicate : EnqueueStatus.IdClash;
            return new EnqueueResult(status, added.Event.Id, Deliveries: 1, []);
        }

        if (ShelvedEvent.Fits(added))
        {
            _deliveries.Shelve(added, now);
            return new EnqueueResult(EnqueueStatus.Stored, added.Event.Id, Deliveries: 1, []);
        }

        var stored = _events.Add(added, now);
        var deliveries = new MemoryDelivery[added.Deliveries.Count];
        List<LeasedDelivery>? leased = null;
        for (var i = 0; i < deliveries.Length; i++)
        {
            var one = added.Deliveries[i];
            var delivery = deliveries[i] = _deliveries.Create(one.EndpointId, stored);
            if (one.Delivered)
            {
                delivery.BeginDelivered(one.Attempt, now);
            }
            else if (one.Leased)
            {
                (leased ??= []).Add(delivery.Lease(Instants.After(now, lease), now, ++_lastToken));
            }
            else
            {
                delivery.Wait(Instants.After(now, added.DueIn));
            }

            _deliveries.PutBack(delivery);
        }

        stored.Deliveries = deliveries;
        return new EnqueueResult(EnqueueStatus.Stored, added.Event.Id, deliveries.Length, leased ?? (IReadOnlyList<LeasedDelivery>)[]);
    }

    internal ClaimResult Claim(ClaimRequest request, DateTimeOffset now)
    {
        var (due, cursor) = _deliveries.Due(request, now);
        var claimed = new List<LeasedDelivery>(due.Count);
        foreach (var delivery in due)
        {
            _deliveries.TakeOut(delivery);
            claimed.Add(delivery.Lease(Instants.After(now, request.Lease), now, ++_lastToken));
            _deliveries.PutBack(delivery);
        }

        var nextDue = cursor is null ? _deliveries.NextDueAt(request, now) : null;
        return new ClaimResult(claimed, cursor, nextDue is { } at ? (at > now ? at - now : TimeSpan.Zero) : null);
    }

    internal bool Settle(Settlement settlement, DateTimeOffset now) => MemorySettler.Settle(_deliveries, settlement, now);

    internal bool Cancel(string tenant, long deliveryId, DateTimeOffset now)
    {
        if (_deliveries.Find(deliveryId) is not { State: DeliveryState.Waiting } delivery || !string.Equals(delivery.Event.Tenant, tenant, StringComparison.Ordinal))
        {
            return false;
        }

        Cancel(delivery, "cancelled", now);
        return true;
    }

    internal void CancelAll(string endpointId, DateTimeOffset now)
    {
        foreach (var delivery in _deliveries.WaitingFor(endpointId))
        {
            Cancel(delivery, "endpoint_deleted", now);
        }
    }

    internal ReplayBatch Replay(DeliveryFilter filter, long after, int limit, DateTimeOffset now)
    {
        var replayed = 0;
        var last = after;
        foreach (var delivery in _deliveries.After(after, filter.State == DeliveryState.Delivered).TakeWhile(_ => replayed < limit))
        {
            last = delivery.Id;
            if (IsReplayable(delivery.State, filter) && delivery.Matches(filter))
            {
                var own = Unshelve(delivery);
                _deliveries.TakeOut(own);
                own.Replay(now);
                _deliveries.PutBack(own);
                replayed++;
            }
        }

        return new ReplayBatch(replayed, last);
    }

    internal EventHistory? Find(string tenant, string eventId) => FindEvent(tenant, eventId) is { } stored
        ? new EventHistory(
            stored.Event, stored.Tenant, stored.PublishedAt, stored.ExpiresAt,
            [.. stored.Deliveries.Select(delivery => new DeliveryHistory(delivery.ToRecord(), delivery.History))])
        : null;

    internal bool Has(string tenant, string eventId) => _events.Find(tenant, eventId) is not null || _deliveries.FindShelved(tenant, eventId) is not null;

    internal IReadOnlyList<DeliveryRecord> List(DeliveryFilter filter, long? before, int limit) =>
        [.. _deliveries.Before(before, filter.State is null or DeliveryState.Delivered).Where(delivery => delivery.Matches(filter)).Take(limit).Select(delivery => delivery.ToRecord())];

    internal int CountWaiting(string endpointId) => _deliveries.CountWaiting(endpointId);

    internal DeliveryCounts Count() => _deliveries.Count();

    internal int Forget(DateTimeOffset endedBefore, DateTimeOffset deadBefore, int limit)
    {
        var forgotten = _deliveries.Forget(endedBefore, deadBefore, limit);
        foreach (var delivery in forgotten)
        {
            _events.ForgetDelivery(delivery);
        }

        var removed = forgotten.Count + _events.Forget(endedBefore, limit - forgotten.Count);
        return removed + _deliveries.ForgetShelved(endedBefore, limit - removed);
    }

    private MemoryEvent? FindEvent(string tenant, string eventId) =>
        _events.Find(tenant, eventId) ?? (_deliveries.FindShelved(tenant, eventId) is { } number ? _deliveries.ReadShelved(number).Event : null);

    private MemoryDelivery Unshelve(MemoryDelivery delivery)
    {
        var own = _deliveries.Unshelve(delivery);
        if (own != delivery)
        {
            _events.Adopt(own.Event);
        }

        return own;
    }

    private static bool IsReplayable(DeliveryState state, DeliveryFilter filter) =>
        state != DeliveryState.Waiting && (state != DeliveryState.Delivered || filter.State == DeliveryState.Delivered);

    internal int GiveUp(DateTimeOffset dueBefore, string reason, int limit, DateTimeOffset now)
    {
        var overdue = _deliveries.Unshelved.Where(delivery => delivery.State == DeliveryState.Waiting && delivery.DueAt < dueBefore).Take(limit).ToList();
        overdue.ForEach(delivery => End(delivery, DeliveryState.Dead, reason, now));
        return overdue.Count;
    }

    private void Cancel(MemoryDelivery delivery, string reason, DateTimeOffset now) => End(delivery, DeliveryState.Cancelled, reason, now);

    private void End(MemoryDelivery delivery, DeliveryState state, string reason, DateTimeOffset now)
    {
        _deliveries.TakeOut(delivery);
        delivery.End(state, reason, now);
        _deliveries.PutBack(delivery);
    }
}
