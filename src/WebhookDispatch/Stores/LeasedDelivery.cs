using WebhookDispatch.Events;

namespace WebhookDispatch.Stores;

/// <summary>A delivery that the caller holds until the lease ends, with all that an attempt needs.</summary>
public sealed record LeasedDelivery
{
    /// <summary>Names the delivery within the store; grows with time.</summary>
    public required long DeliveryId { get; init; }

    /// <summary>Where it goes.</summary>
    public required string EndpointId { get; init; }

    /// <summary>What it carries.</summary>
    public required WebhookEvent Event { get; init; }

    /// <summary>The tenant the event belongs to; empty where there is only one.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>Attempts spent since it was published or last replayed; 0 before the first.</summary>
    public required int Attempts { get; init; }

    /// <summary>How often it was claimed, this claim included, since the last attempt was recorded. Above a handful the delivery kills its process.</summary>
    public required int Claims { get; init; }

    /// <summary>How often it was replayed. A success of an earlier epoch does not end a replay.</summary>
    public required int Epoch { get; init; }

    /// <summary>Fences this claim: only compared for equality.</summary>
    public required long LeaseToken { get; init; }

    /// <summary>Whether the event has expired: no attempt may begin. Never for a replay.</summary>
    public bool Expired { get; init; }

    /// <summary>From the claim until the event expires, so that what waits for a turn expires, too; <see langword="null"/> when it does not, and for a replay.</summary>
    public TimeSpan? ExpiresIn { get; init; }
}
