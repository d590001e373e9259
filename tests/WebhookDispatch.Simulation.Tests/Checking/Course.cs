using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>The course of one delivery, as the ledger tells it: what it must have been, whatever the store says.</summary>
internal sealed class Course(long id, string eventId, string endpointId, DateTimeOffset dueAt, DateTimeOffset? expiresAt)
{
    internal long Id { get; } = id;

    internal string EventId { get; } = eventId;

    internal string EndpointId { get; } = endpointId;

    internal DateTimeOffset DueAt { get; set; } = dueAt;

    internal DateTimeOffset? ExpiresAt { get; set; } = expiresAt;

    internal DeliveryState State { get; set; }

    internal int Epoch { get; set; }

    /// <summary>Attempts recorded in this epoch.</summary>
    internal int Attempts { get; set; }

    /// <summary>Claims since the last recorded attempt.</summary>
    internal int Claims { get; set; }

    internal long Token { get; set; }

    /// <summary>Who claimed it with which token, and when.</summary>
    internal Dictionary<long, (string Life, TimeSpan At)> Holders { get; } = [];

    /// <summary>The instants at which it was released to be due at once.</summary>
    internal List<TimeSpan> ReleasedAt { get; } = [];

    /// <summary>Why the last claim was not in its turn; <see langword="null"/> when it was.</summary>
    internal string? OutOfTurn { get; set; }

    internal bool IsForgotten { get; set; }

    /// <summary>What was sent of it, in order, each with its epoch.</summary>
    internal List<(Entry.Sent Sent, int Epoch)> Sent { get; } = [];

    internal void Hold(long token, string life, TimeSpan at, DateTimeOffset until)
    {
        Token = token;
        Claims++;
        Holders[token] = (life, at);
        DueAt = until;
    }

    /// <summary>When it ended, by the store's clock.</summary>
    internal DateTimeOffset EndedAt { get; private set; }

    internal void End(DeliveryState state, DateTimeOffset at)
    {
        EndedAt = at;
        State = state;
        Token = 0;
    }
}
