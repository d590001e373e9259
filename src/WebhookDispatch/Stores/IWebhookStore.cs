namespace WebhookDispatch.Stores;

/// <summary>
/// A store of events, deliveries and endpoints. <c>WebhookDispatch.Conformance</c> tests an implementation. Once disposed, every
/// method throws <see cref="StoreUnavailableException"/> with <see cref="StoreTrouble.Closed"/>; disposing again is harmless.
/// </summary>
public interface IWebhookStore : IDeliveryQueue, IEndpointStore, IDeliveryHistory, IStoreUpkeep, IAsyncDisposable;
