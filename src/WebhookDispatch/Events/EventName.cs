namespace WebhookDispatch.Events;

/// <summary>The rules for event types and event ids: what may travel in a header and be signed.</summary>
internal static class EventName
{
    internal const int MaxTypeLength = 128;
    internal const int MaxIdLength = 256;

    internal static bool IsType(string? type)
    {
        if (string.IsNullOrEmpty(type) || type.Length > MaxTypeLength)
        {
            return false;
        }

        var segmentLength = 0;
        foreach (var c in type)
        {
            if (c == '.')
            {
                if (segmentLength == 0)
                {
                    return false;
                }

                segmentLength = 0;
                continue;
            }

            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))
            {
                return false;
            }

            segmentLength++;
        }

        return segmentLength > 0;
    }

    // A dot in the id lets "a.1" + "2" and "a" + "1.2" share one signature: Standard Webhooks 1.0,
    // "Signature scheme", forbids it.
    internal static bool IsId(string? id)
    {
        if (string.IsNullOrEmpty(id) || id.Length > MaxIdLength)
        {
            return false;
        }

        foreach (var c in id)
        {
            if (c is < '!' or > '~' or '.')
            {
                return false;
            }
        }

        return true;
    }

    internal static void ThrowIfNotType(string type, string parameter)
    {
        ArgumentNullException.ThrowIfNull(type, parameter);
        if (!IsType(type))
        {
            throw new ArgumentException(
                $"'{Shorten(type)}' is not an event type. Use 1 to {MaxTypeLength} characters: names of A-Z a-z 0-9 _ - joined by single dots, such as 'invoice.paid'.",
                parameter);
        }
    }

    internal static void ThrowIfNotId(string id, string parameter)
    {
        ArgumentNullException.ThrowIfNull(id, parameter);
        if (!IsId(id))
        {
            throw new ArgumentException(
                $"'{Shorten(id)}' is not an event id. Use 1 to {MaxIdLength} visible ASCII characters without a dot, such as 'evt_0198c2a4', or leave it out to have one made.",
                parameter);
        }
    }

    private static string Shorten(string text)
    {
        var shown = text.Length > 64 ? text.AsSpan(0, 64) : text;
        var clean = new char[shown.Length];
        for (var i = 0; i < shown.Length; i++)
        {
            clean[i] = char.IsControl(shown[i]) ? '?' : shown[i];
        }

        return text.Length > 64 ? new string(clean) + "…" : new string(clean);
    }
}
