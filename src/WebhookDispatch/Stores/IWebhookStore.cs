namespace WebhookDispatch.Stores;

/// <summary>A store of events, deliveries and endpoints. <c>WebhookDispatch.Conformance</c> tests an implementation.</summary>
public interface IWebhookStore : IDeliveryQueue, IEndpointStore, IDeliveryHistory, IStoreUpkeep, IAsyncDisposable;
