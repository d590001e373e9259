namespace WebhookDispatch.Stores;

/// <summary>What a claim took.</summary>
/// <param name="Deliveries">The deliveries, now held by the caller.</param>
/// <param name="Cursor">Where the next claim goes on; <see langword="null"/> when it has been once round all endpoints.</param>
/// <param name="NextDueIn">When a delivery of an endpoint that was not skipped becomes due, zero for now; <see langword="null"/> when there is none or the round is not complete.</param>
public sealed record ClaimResult(IReadOnlyList<LeasedDelivery> Deliveries, string? Cursor, TimeSpan? NextDueIn);
