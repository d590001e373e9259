namespace WebhookDispatch.Stores;

/// <summary>What a store says has happened in another process.</summary>
public enum StoreSignal
{
    /// <summary>Deliveries were stored that are due and that nobody holds.</summary>
    DeliveriesDue,

    /// <summary>An endpoint was added, changed or deleted.</summary>
    EndpointsChanged,
}
