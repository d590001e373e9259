namespace Outbox;

/// <summary>What is on the shelf. The database lets no stock fall below zero.</summary>
internal sealed class Product
{
    public required string Name { get; init; }

    public required int Stock { get; set; }
}
