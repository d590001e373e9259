namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>A promise that did not hold.</summary>
/// <param name="What">Which, and how.</param>
/// <param name="EventId">The event it was broken to, if it was one.</param>
/// <param name="DeliveryId">The delivery, if it was one.</param>
internal sealed record Violation(string What, string? EventId = null, long? DeliveryId = null);
