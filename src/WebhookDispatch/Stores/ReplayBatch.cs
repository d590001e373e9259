namespace WebhookDispatch.Stores;

/// <summary>What one step of a replay did.</summary>
/// <param name="Replayed">How many deliveries were put back into the queue.</param>
/// <param name="LastId">The greatest id that was looked at, at least that of the step before; hand it to the next.</param>
public readonly record struct ReplayBatch(int Replayed, long LastId);
