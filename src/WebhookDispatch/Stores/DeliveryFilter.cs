namespace WebhookDispatch.Stores;

/// <summary>Which deliveries are meant. Everything left <see langword="null"/> means all; everything set must match.</summary>
public sealed record DeliveryFilter
{
    /// <summary>Only those of this tenant; <see langword="null"/> for an operator who sees all.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only this delivery.</summary>
    public long? DeliveryId { get; init; }

    /// <summary>Only those of this endpoint.</summary>
    public string? EndpointId { get; init; }

    /// <summary>Only events of exactly this type.</summary>
    public string? EventType { get; init; }

    /// <summary>Only those in this state.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Only those that ended for this reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Only those published at or after this instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those published before this instant.</summary>
    public DateTimeOffset? Until { get; init; }
}
