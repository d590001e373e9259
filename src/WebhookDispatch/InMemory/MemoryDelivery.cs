using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>One delivery, waiting or ended. Only touched under the store's lock.</summary>
internal sealed class MemoryDelivery(long id, string endpointId, MemoryEvent stored)
{
    internal long Id { get; } = id;

    internal string EndpointId { get; } = endpointId;

    internal MemoryEvent Event { get; } = stored;

    internal List<RecordedAttempt> History { get; } = [];

    internal DeliveryState State { get; set; }

    internal string? Reason { get; set; }

    internal DateTimeOffset DueAt { get; set; }

    internal DateTimeOffset? EndedAt { get; set; }

    internal int Attempts { get; set; }

    internal int Claims { get; set; }

    internal int Epoch { get; set; }

    /// <summary>The token of the claim that holds it; 0 when none does. A claim whose lease has ended keeps its token until the next.</summary>
    internal long Token { get; set; }

    internal LeasedDelivery Lease(DateTimeOffset until, DateTimeOffset now, long token)
    {
        DueAt = until;
        Token = token;
        Claims++;
        return new LeasedDelivery
        {
            DeliveryId = Id,
            EndpointId = EndpointId,
            Event = Event.Event,
            Tenant = Event.Tenant,
            Attempts = Attempts,
            Claims = Claims,
            Epoch = Epoch,
            LeaseToken = token,
            Expired = Event.ExpiresAt <= now,
        };
    }

    internal void End(DeliveryState state, string? reason, DateTimeOffset now)
    {
        State = state;
        Reason = reason;
        EndedAt = now;
        Token = 0;
    }

    internal void Replay(DateTimeOffset now)
    {
        State = DeliveryState.Waiting;
        Reason = null;
        EndedAt = null;
        DueAt = now;
        Attempts = 0;
        Claims = 0;
        Epoch++;
        Event.ExpiresAt = null;
    }

    internal DeliveryRecord ToRecord() => new()
    {
        DeliveryId = Id,
        Tenant = Event.Tenant,
        EventId = Event.Event.Id,
        EventType = Event.Event.Type,
        EndpointId = EndpointId,
        State = State,
        Reason = Reason,
        Attempts = Attempts,
        Epoch = Epoch,
        PublishedAt = Event.PublishedAt,
        DueAt = State == DeliveryState.Waiting ? DueAt : null,
        EndedAt = EndedAt,
    };
}
