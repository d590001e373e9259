namespace Relay;

/// <summary>A client endpoint. The secret is only shown to whoever registers it.</summary>
internal sealed record ListedClient(string Id, string Url, IReadOnlyList<string> EventTypes, string? Secret = null);
