using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;

namespace WebhookDispatch.DeadLetters;

/// <summary>A delivery that was given up, with all that is needed to replay it. The secret is not part of it: a replay signs with the current one.</summary>
public sealed record DeadLetter
{
    /// <summary>Names the dead letter: <c>dlq_</c> and a time-ordered id. A replay that fails again keeps it.</summary>
    public required string Id { get; init; }

    /// <summary>The event: id, type and the exact bytes.</summary>
    public required WebhookEvent Event { get; init; }

    /// <summary>The id of the endpoint that did not get it.</summary>
    public required string EndpointId { get; init; }

    /// <summary>Why it was given up.</summary>
    public required DeadLetterReason Reason { get; init; }

    /// <summary>When it was given up.</summary>
    public required DateTimeOffset DeadSince { get; init; }

    /// <summary>Every attempt, in order, those of replays included. Empty when the circuit breaker was open from the start.</summary>
    public required IReadOnlyList<DeliveryAttempt> Attempts { get; init; }

    /// <summary>When the first attempt began, or <see langword="null"/> when there was none.</summary>
    public DateTimeOffset? FirstAttemptAt => Attempts.Count == 0 ? null : Attempts[0].StartedAt;

    /// <summary>When the last attempt began, or <see langword="null"/> when there was none.</summary>
    public DateTimeOffset? LastAttemptAt => Attempts.Count == 0 ? null : Attempts[^1].StartedAt;

    /// <summary>How often it was replayed without success. 0 at first.</summary>
    public int Replays { get; init; }

    /// <summary>Ids and reason only: the payload may not be logged.</summary>
    public override string ToString() => $"{Id}: event {Event.Id} to endpoint {EndpointId}, {Reason}";
}
