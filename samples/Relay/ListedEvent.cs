namespace Relay;

/// <summary>What <c>GET /events</c> shows of an event, and whether it has been relayed.</summary>
internal sealed record ListedEvent(string? EventId, DateTimeOffset? Timestamp, string? EventType, string? Description, DateTimeOffset ReceivedAt, string State);
