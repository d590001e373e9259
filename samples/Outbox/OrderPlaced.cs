namespace Outbox;

/// <summary>What partners are told.</summary>
internal sealed record OrderPlaced(Guid Id, string Product, int Quantity);
