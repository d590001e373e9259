namespace WebhookDispatch.Stores;

/// <summary>What a claim took.</summary>
/// <param name="Deliveries">The deliveries, now held by the caller.</param>
/// <param name="Cursor">Where the next claim goes on, opaque; <see langword="null"/> when it has been once round all endpoints.</param>
/// <param name="NextDueIn">When the first delivery of any endpoint that was not skipped becomes due, held ones at the end of their lease, zero for now; <see langword="null"/> when there is none or the round is not complete. Never zero for what the request would not take: its caller would ask again at once.</param>
public sealed record ClaimResult(IReadOnlyList<LeasedDelivery> Deliveries, string? Cursor, TimeSpan? NextDueIn);
