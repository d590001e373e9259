using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Sending;

/// <summary>What became of a direct send. What a receiver or the network does is in here and never thrown.</summary>
public sealed record WebhookSendResult
{
    /// <summary>The event's id: what receivers saw in <c>webhook-id</c>.</summary>
    public required string EventId { get; init; }

    /// <summary>The endpoint's id.</summary>
    public required string EndpointId { get; init; }

    /// <summary>Every attempt, in order. Empty when the circuit breaker was open from the start.</summary>
    public required IReadOnlyList<DeliveryAttempt> Attempts { get; init; }

    /// <summary>Why it was given up; <see langword="null"/> when it was delivered.</summary>
    public DeadLetterReason? Reason { get; init; }

    /// <summary>The id under which the dead-letter store keeps it; <see langword="null"/> when it was delivered, or when the store failed, which is logged.</summary>
    public string? DeadLetterId { get; init; }

    /// <summary>Whether a receiver accepted it: a 2xx status line was received.</summary>
    public bool Delivered => Reason is null;
}
