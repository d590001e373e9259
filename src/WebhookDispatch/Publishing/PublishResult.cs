namespace WebhookDispatch.Publishing;

/// <summary>What was stored.</summary>
/// <param name="EventId">The id of the stored event; for a duplicate that of the first.</param>
/// <param name="Deliveries">How many endpoints get it. 0 when none listens: the event is stored all the same, so that it can be asked for.</param>
/// <param name="IsDuplicate">Whether it had been stored before; nothing was added then.</param>
public readonly record struct PublishResult(string EventId, int Deliveries, bool IsDuplicate);
