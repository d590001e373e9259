namespace Relay;

/// <summary>What <c>POST /webhook</c> takes.</summary>
internal sealed record IncomingEvent(string? EventId, DateTimeOffset? Timestamp, string? EventType, string? Description)
{
    private const int MaxDescription = 2000;

    /// <returns>What is wrong, by field.</returns>
    public Dictionary<string, string[]> Faults()
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (EventId is not { Length: >= 1 and <= 256 } id || id.AsSpan().ContainsAnyExceptInRange('!', '~') || id.Contains('.', StringComparison.Ordinal))
        {
            faults["event_id"] = ["has to be 1 to 256 visible ASCII characters without a dot."];
        }

        if (Timestamp is null)
        {
            faults["timestamp"] = ["is missing; give one such as 2026-01-02T03:04:05Z."];
        }

        if (EventType is not { Length: >= 1 and <= 128 } type || type.Split('.').Any(name => name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))))
        {
            faults["event_type"] = ["has to be names of A-Z a-z 0-9 _ - joined by dots, such as order.placed."];
        }

        if (Description is not { Length: >= 1 and <= MaxDescription })
        {
            faults["description"] = [$"has to be 1 to {MaxDescription} characters."];
        }

        return faults;
    }
}
