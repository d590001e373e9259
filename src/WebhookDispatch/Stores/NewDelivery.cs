using WebhookDispatch.Deliveries;

namespace WebhookDispatch.Stores;

/// <summary>A delivery to be stored with its event.</summary>
/// <param name="EndpointId">Where it goes.</param>
/// <param name="Leased">Whether the caller will make the first attempt itself: it is then stored as claimed, and no claim is needed.</param>
public readonly record struct NewDelivery(string EndpointId, bool Leased)
{
    /// <summary>
    /// Whether it may be taken before an earlier one of its endpoint: that is neither <see cref="ClaimRequest.Ordered"/> nor counted by
    /// <see cref="ClaimRequest.MaxHeld"/>. A store may then keep it with others, and give them out together in the order they came in.
    /// </summary>
    public bool AnyOrder { get; init; }

    /// <summary>Whether it is stored as delivered: what an inbox stores once its handler has run. Not together with <see cref="Leased"/>.</summary>
    public bool Delivered { get; init; }

    /// <summary>Of one that is delivered, the attempt that did it, if it is known: its number is 1.</summary>
    public DeliveryAttempt? Attempt { get; init; }
}
