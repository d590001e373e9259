using WebhookDispatch.Stores;

namespace WebhookDispatch.Operating;

/// <summary>A replay of many deliveries: durable, so that it goes on after a restart where it stopped.</summary>
public sealed record ReplayProgress
{
    /// <summary>Names the replay.</summary>
    public required string Id { get; init; }

    /// <summary>Which deliveries it puts back.</summary>
    public required DeliveryFilter Filter { get; init; }

    /// <summary>How many deliveries matched when it began.</summary>
    public required long Total { get; init; }

    /// <summary>How many have been put back into the queue.</summary>
    public long Replayed { get; init; }

    /// <summary>The most it puts back in a second.</summary>
    public required int PerSecond { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public ReplayState State { get; init; }

    /// <summary>The greatest delivery id it has looked at.</summary>
    public long LastId { get; init; }
}
