namespace WebhookDispatch.Stores;

/// <summary>
/// A store of events, deliveries and endpoints. <c>WebhookDispatch.Conformance</c> tests an implementation. Once disposed, every
/// method throws <see cref="StoreUnavailableException"/> with <see cref="StoreTrouble.Closed"/>; disposing again is harmless.
/// </summary>
public interface IWebhookStore : IDeliveryQueue, IEndpointStore, IDeliveryHistory, IStoreUpkeep, IAsyncDisposable
{
    /// <summary>
    /// Whether no other process can use what is stored while this store has it open. An inbox then needs no lease to keep a second
    /// copy of an event from being handled meanwhile, and the dispatcher tells no other process of the circuits it opened, nor spares a
    /// network small batches. Unless a store says so, others can.
    /// </summary>
    bool IsExclusive => false;
}
