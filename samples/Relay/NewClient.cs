namespace Relay;

/// <summary>What <c>POST /clients</c> takes: where events go, and which.</summary>
internal sealed record NewClient(string? Url, IReadOnlyList<string>? EventTypes);
