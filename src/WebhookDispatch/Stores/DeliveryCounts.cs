namespace WebhookDispatch.Stores;

/// <summary>How many deliveries there are in each state.</summary>
/// <param name="Waiting">In the queue, held ones included.</param>
/// <param name="Delivered">Accepted by a receiver, as far as retention keeps them.</param>
/// <param name="Dead">Given up.</param>
/// <param name="Cancelled">No longer wanted.</param>
/// <param name="Expired">Expired first.</param>
public sealed record DeliveryCounts(long Waiting, long Delivered, long Dead, long Cancelled, long Expired);
