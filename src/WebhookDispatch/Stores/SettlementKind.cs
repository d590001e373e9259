namespace WebhookDispatch.Stores;

/// <summary>What becomes of a claimed delivery.</summary>
public enum SettlementKind
{
    /// <summary>A receiver accepted it. Ends the delivery.</summary>
    Delivered,

    /// <summary>An attempt failed and another follows after <see cref="Settlement.Delay"/>.</summary>
    Retry,

    /// <summary>It is given up for <see cref="Settlement.Reason"/>. Ends the delivery; it can be replayed.</summary>
    Dead,

    /// <summary>Its event expired before a receiver accepted it. Ends the delivery.</summary>
    Expired,

    /// <summary>It is no longer wanted. Ends the delivery.</summary>
    Cancelled,

    /// <summary>It is handed back without an attempt being spent; due again after <see cref="Settlement.Delay"/>.</summary>
    Release,
}
