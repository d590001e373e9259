namespace WebhookDispatch.Stores;

/// <summary>What became of one event that was to be stored.</summary>
/// <param name="Status">Whether it was stored.</param>
/// <param name="EventId">The id of the stored event: for a duplicate or a clash that of the first.</param>
/// <param name="Deliveries">How many deliveries the stored event has.</param>
/// <param name="Leased">The deliveries that are leased to the caller.</param>
public sealed record EnqueueResult(EnqueueStatus Status, string EventId, int Deliveries, IReadOnlyList<LeasedDelivery> Leased);
