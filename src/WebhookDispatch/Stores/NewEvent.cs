using WebhookDispatch.Events;

namespace WebhookDispatch.Stores;

/// <summary>An event to be stored. Times are durations: a store counts them from its own clock.</summary>
public sealed record NewEvent
{
    /// <summary>The event. Its id is unique within the tenant.</summary>
    public required WebhookEvent Event { get; init; }

    /// <summary>The tenant it belongs to; empty, the default, where there is only one.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>A key of the caller's, unique within the tenant; <see langword="null"/> when there is none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>From now until its deliveries are due. Zero by default.</summary>
    public TimeSpan DueIn { get; init; }

    /// <summary>From now until no further attempt may begin; <see langword="null"/>, the default, when it does not expire.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>One for each endpoint; empty when no endpoint listens, which is stored too.</summary>
    public required IReadOnlyList<NewDelivery> Deliveries { get; init; }
}
