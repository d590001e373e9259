namespace WebhookDispatch.Stores;

/// <summary>Where a delivery stands. Every delivery leaves <see cref="Waiting"/> exactly once in each replay epoch.</summary>
public enum DeliveryState
{
    /// <summary>In the queue: due now or later, or held by a dispatcher.</summary>
    Waiting = 0,

    /// <summary>A receiver accepted it.</summary>
    Delivered = 1,

    /// <summary>Given up; it can be replayed.</summary>
    Dead = 2,

    /// <summary>No longer wanted.</summary>
    Cancelled = 3,

    /// <summary>Its event expired first.</summary>
    Expired = 4,
}
