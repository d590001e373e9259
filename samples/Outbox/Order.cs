namespace Outbox;

/// <summary>An order that was placed.</summary>
internal sealed class Order
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Product { get; init; }

    public required int Quantity { get; init; }
}
