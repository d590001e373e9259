namespace WebhookDispatch.Stores;

/// <summary>A delivery to be stored with its event.</summary>
/// <param name="EndpointId">Where it goes.</param>
/// <param name="Leased">Whether the caller will make the first attempt itself: it is then stored as claimed, and no claim is needed.</param>
public readonly record struct NewDelivery(string EndpointId, bool Leased);
