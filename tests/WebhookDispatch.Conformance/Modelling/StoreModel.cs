using WebhookDispatch.Stores;

namespace WebhookDispatch.Conformance.Modelling;

/// <summary>What a store must do, in the fewest words: lists and loops, no index, no cleverness.</summary>
internal sealed class StoreModel
{
    private readonly List<ModelEvent> _events = [];

    internal int Now { get; set; }

    internal IReadOnlyList<ModelEvent> Events => _events;

    /// <summary>By rising id.</summary>
    internal List<ModelDelivery> Deliveries => [.. _events.SelectMany(one => one.Deliveries).OrderBy(delivery => delivery.Id)];

    internal (EnqueueStatus Status, ModelEvent Event) Enqueue(string id, StoreCommand.Enqueue command)
    {
        if (command.Key is { } key && _events.Find(one => one.Key == key) is { } sameKey)
        {
            return (sameKey.Body == command.Body ? EnqueueStatus.Duplicate : EnqueueStatus.KeyClash, sameKey);
        }

        if (_events.Find(one => one.Id == id) is { } sameId)
        {
            return (sameId.Body == command.Body ? EnqueueStatus.Duplicate : EnqueueStatus.IdClash, sameId);
        }

        var added = new ModelEvent(id, command.Key, command.Body, Now, Now + command.ExpiresIn);
        added.Deliveries.AddRange(command.Endpoints.Select(endpoint => new ModelDelivery(added, $"{endpoint}") { DueAt = Now + command.DueIn }));
        _events.Add(added);
        return (EnqueueStatus.Stored, added);
    }

    /// <summary>What a claim of this endpoint could take, in its order.</summary>
    internal IReadOnlyList<ModelDelivery> Claimable(string endpointId, ClaimRequest request) =>
    [
        .. Line(endpointId, request).Where(delivery => delivery.DueAt <= Now)
            .Where(delivery => !request.FirstAttemptsOnly || delivery.Attempts == 0)
            .OrderBy(delivery => delivery.DueAt).ThenBy(delivery => delivery.Id)
            .Take(Room(endpointId, request)),
    ];

    internal int? NextDueIn(string endpointId, ClaimRequest request) => (Room(endpointId, request) > 0 ? Line(endpointId, request) : Held(endpointId))
        .Min(delivery => (int?)Math.Max(0, delivery.DueAt - Now));

    private IEnumerable<ModelDelivery> Waiting(string endpointId) =>
        Deliveries.Where(delivery => delivery.EndpointId == endpointId && delivery.State == DeliveryState.Waiting);

    private IEnumerable<ModelDelivery> Held(string endpointId) => Waiting(endpointId).Where(delivery => delivery.Token is not null && delivery.DueAt > Now);

    /// <summary>Of an ordered endpoint only the head stands in the line, unless all that waits was published for later.</summary>
    private List<ModelDelivery> Line(string endpointId, ClaimRequest request)
    {
        var waiting = Waiting(endpointId).ToList();
        var head = waiting.FirstOrDefault(delivery => delivery.DueAt <= Now || delivery.Attempts > 0 || delivery.Claims > 0);
        return request.Ordered.Contains(endpointId) && head is not null ? [head] : waiting;
    }

    private int Room(string endpointId, ClaimRequest request) =>
        (request.Ordered.Contains(endpointId) ? 1 : request.MaxHeld.GetValueOrDefault(endpointId, int.MaxValue)) - Held(endpointId).Count();

    internal void Hold(ModelDelivery delivery, long token, int lease) =>
        (delivery.Token, delivery.DueAt, delivery.Claims) = (token, Now + lease, delivery.Claims + 1);

    internal bool Settle(Settlement settlement)
    {
        if (Deliveries.Find(one => one.Id == settlement.Delivery.DeliveryId) is not { } delivery)
        {
            return false;
        }

        var holds = delivery.Token == settlement.Delivery.LeaseToken;
        var succeeded = settlement.Kind == SettlementKind.Delivered;
        var applied = holds || (succeeded && delivery.Epoch == settlement.Delivery.Epoch && delivery.State != DeliveryState.Delivered);
        if (settlement.Attempt is not null)
        {
            delivery.History.Add((settlement.Delivery.Epoch, succeeded, !holds));
        }

        if (!applied)
        {
            return false;
        }

        delivery.Token = null;
        (delivery.Attempts, delivery.Claims) = settlement.Kind == SettlementKind.Release ? (delivery.Attempts, delivery.Claims - 1)
            : settlement.Attempt is null ? (delivery.Attempts, delivery.Claims)
            : (delivery.Attempts + 1, 0);
        if (settlement.Kind is SettlementKind.Retry or SettlementKind.Release)
        {
            delivery.DueAt = Now + (int)settlement.Delay.TotalSeconds;
        }
        else
        {
            End(delivery, Enum.Parse<DeliveryState>(settlement.Kind.ToString()), settlement.Reason);
        }

        return true;
    }

    internal bool Cancel(long id)
    {
        if (Deliveries.Find(one => one.Id == id) is not { State: DeliveryState.Waiting } delivery)
        {
            return false;
        }

        End(delivery, DeliveryState.Cancelled, "cancelled");
        return true;
    }

    internal int Replay(DeliveryState? state, int limit)
    {
        var chosen = Deliveries.Where(delivery => delivery.State != DeliveryState.Waiting)
            .Where(delivery => state is null ? delivery.State != DeliveryState.Delivered : delivery.State == state).Take(limit).ToList();
        foreach (var delivery in chosen)
        {
            (delivery.State, delivery.Reason, delivery.DueAt) = (DeliveryState.Waiting, null, Now);
            (delivery.Attempts, delivery.Claims, delivery.Epoch) = (0, 0, delivery.Epoch + 1);
        }

        return chosen.Count;
    }

    internal int Forget(int endedFor, int deadFor)
    {
        var removed = _events.Sum(one => one.Deliveries.RemoveAll(delivery =>
            delivery.State != DeliveryState.Waiting && Now - delivery.EndedAt > (delivery.State == DeliveryState.Dead ? deadFor : endedFor)));
        return removed + _events.RemoveAll(one => one.Deliveries.Count == 0 && Now - one.PublishedAt > endedFor);
    }

    private void End(ModelDelivery delivery, DeliveryState state, string? reason) =>
        (delivery.State, delivery.Reason, delivery.EndedAt, delivery.Token) = (state, reason, Now, null);
}
