using WebhookDispatch.Deliveries;

namespace WebhookDispatch.DeadLetters;

/// <summary>Which dead letters are meant. Everything left <see langword="null"/> means all; everything set must match.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>Every dead letter.</summary>
    public static DeadLetterFilter All { get; } = new();

    /// <summary>Only those of this endpoint.</summary>
    public string? EndpointId { get; init; }

    /// <summary>Only events of exactly this type.</summary>
    public string? EventType { get; init; }

    /// <summary>Only those given up for this reason.</summary>
    public DeadLetterReason? Reason { get; init; }

    /// <summary>Only those given up at or after this instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those given up before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    internal bool Matches(DeadLetter deadLetter) =>
        (EndpointId is null || string.Equals(EndpointId, deadLetter.EndpointId, StringComparison.Ordinal))
        && (EventType is null || string.Equals(EventType, deadLetter.Event.Type, StringComparison.Ordinal))
        && (Reason is null || Reason == deadLetter.Reason)
        && (From is null || deadLetter.DeadSince >= From)
        && (Until is null || deadLetter.DeadSince < Until);
}
