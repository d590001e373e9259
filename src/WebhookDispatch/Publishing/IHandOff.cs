using WebhookDispatch.Stores;

namespace WebhookDispatch.Publishing;

/// <summary>
/// The dispatcher of this process, as the publisher sees it. A delivery that was stored already leased goes to it from memory
/// and needs no claim: the common path then has no read.
/// </summary>
internal interface IHandOff
{
    /// <summary>How long handed-over deliveries are held.</summary>
    TimeSpan Lease { get; }

    /// <summary>Whether the dispatcher takes a delivery to this endpoint now. Each reservation is ended by an offer or a return.</summary>
    bool TryReserve(string endpointId);

    /// <summary>Ends a reservation without a delivery.</summary>
    void Return(string endpointId);

    /// <summary>Hands a reserved delivery over, once it is durable.</summary>
    void Offer(LeasedDelivery delivery);

    /// <summary>Says that deliveries were stored that nobody holds.</summary>
    void Signal();
}
