namespace Outbox;

/// <summary>What a customer asks for.</summary>
internal sealed record NewOrder(string Product, int Quantity);
