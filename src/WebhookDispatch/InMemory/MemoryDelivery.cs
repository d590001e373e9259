using WebhookDispatch.Deliveries;
using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>One delivery, waiting or ended. Only touched under the store's lock, and only while <see cref="MemoryDeliveries"/> has taken it out.</summary>
internal sealed class MemoryDelivery(long id, string endpointId, MemoryEvent stored)
{
    internal long Id { get; } = id;

    internal string EndpointId { get; } = endpointId;

    internal MemoryEvent Event { get; } = stored;

    internal RecordedAttempt[] History { get; private set; } = [];

    internal DeliveryState State { get; private set; }

    internal string? Reason { get; private set; }

    internal DateTimeOffset DueAt { get; private set; }

    internal DateTimeOffset? EndedAt { get; private set; }

    internal int Attempts { get; private set; }

    internal int Claims { get; private set; }

    internal int Epoch { get; private set; }

    /// <summary>The token of the claim that holds it; 0 when none does. A claim whose lease has ended keeps its token until the next.</summary>
    internal long Token { get; private set; }

    internal bool IsHeld(DateTimeOffset now) => Token != 0 && DueAt > now;

    /// <summary>Whether it was published for later and nobody has had it yet.</summary>
    internal bool IsForLater(DateTimeOffset now) => DueAt > now && Attempts == 0 && Claims == 0;

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
            Expired = Epoch == 0 && Event.ExpiresAt <= now,
            ExpiresIn = Epoch == 0 && Event.ExpiresAt is { } expiresAt ? (expiresAt > now ? expiresAt - now : TimeSpan.Zero) : null,
        };
    }

    internal void Wait(DateTimeOffset dueAt)
    {
        DueAt = dueAt;
        Token = 0;
    }

    /// <summary>It comes as delivered.</summary>
    internal void BeginDelivered(DeliveryAttempt? attempt, DateTimeOffset now)
    {
        if (attempt is not null)
        {
            Record(new RecordedAttempt(Epoch, attempt, Stale: false));
            SpendAttempt();
        }

        End(DeliveryState.Delivered, reason: null, now);
    }

    internal void Record(RecordedAttempt attempt) => History = [.. History, attempt];

    internal void SpendAttempt()
    {
        Attempts++;
        Claims = 0;
    }

    internal void TakeBackClaim() => Claims--;

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
        Attempts = 0;
        Claims = 0;
        Epoch++;
        Wait(now);
    }

    internal bool Matches(DeliveryFilter filter) =>
        (filter.Tenant is null || string.Equals(filter.Tenant, Event.Tenant, StringComparison.Ordinal))
        && (filter.DeliveryId is null || filter.DeliveryId == Id)
        && (filter.EndpointId is null || string.Equals(filter.EndpointId, EndpointId, StringComparison.Ordinal))
        && (filter.EventType is null || string.Equals(filter.EventType, Event.Event.Type, StringComparison.Ordinal))
        && (filter.State is null || filter.State == State)
        && (filter.Reason is null || string.Equals(filter.Reason, Reason, StringComparison.Ordinal))
        && (filter.From is null || Event.PublishedAt >= filter.From)
        && (filter.Until is null || Event.PublishedAt < filter.Until);

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
