namespace WebhookDispatch.Stores;

/// <summary>A delivery, as history shows it.</summary>
public sealed record DeliveryRecord
{
    /// <summary>Names the delivery within the store.</summary>
    public required long DeliveryId { get; init; }

    /// <summary>The tenant its event belongs to.</summary>
    public required string Tenant { get; init; }

    /// <summary>Its event.</summary>
    public required string EventId { get; init; }

    /// <summary>The type of its event.</summary>
    public required string EventType { get; init; }

    /// <summary>Where it goes.</summary>
    public required string EndpointId { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>Why it ended, in one word; <see langword="null"/> while waiting and when delivered.</summary>
    public string? Reason { get; init; }

    /// <summary>Attempts spent since it was published or last replayed.</summary>
    public required int Attempts { get; init; }

    /// <summary>How often it was replayed.</summary>
    public required int Epoch { get; init; }

    /// <summary>When it was published.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>When it is due; for one that is held, when its lease ends. <see langword="null"/> when it has ended.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it ended; <see langword="null"/> while waiting.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
