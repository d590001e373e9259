using System.Globalization;
using System.Text;
using WebhookDispatch.Events;

namespace WebhookDispatch.Inbox;

/// <summary>
/// Writes the ids and types of other senders so that a store takes them: characters that an event of ours cannot hold become
/// <c>-x2F-</c>. Reversible, so that two ids never become one and handlers see what the sender wrote.
/// </summary>
internal static class InboxName
{
    private const string NoType = "-x00-";

    /// <returns>The id as it is stored; <see langword="null"/> when it is empty or too long.</returns>
    internal static string? OfId(string id) => EventName.IsId(id) && !HasMark(id) ? id : Write(id, EventName.MaxIdLength, IsIdCharacter);

    /// <returns>The type as it is stored; <see langword="null"/> when it is empty or too long.</returns>
    internal static string? OfType(string? type) =>
        type is null ? NoType : EventName.IsType(type) && !HasMark(type) ? type : Write(type, EventName.MaxTypeLength, IsTypeCharacter);

    internal static string? ReadType(string stored) => string.Equals(stored, NoType, StringComparison.Ordinal) ? null : Read(stored);

    /// <summary>The type for logs and traces: as it is stored, because what a sender writes may hold line breaks.</summary>
    internal static string? TypeToShow(string stored) => string.Equals(stored, NoType, StringComparison.Ordinal) ? null : stored;

    internal static string Read(string stored)
    {
        if (!HasMark(stored))
        {
            return stored;
        }

        var text = new StringBuilder(stored.Length);
        for (var i = 0; i < stored.Length; i++)
        {
            if (!IsMark(stored, i))
            {
                text.Append(stored[i]);
                continue;
            }

            var end = stored.IndexOf('-', i + 2);
            text.Append((char)int.Parse(stored.AsSpan(i + 2, end - i - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i = end;
        }

        return text.ToString();
    }

    private static string? Write(string name, int longest, Func<string, int, bool> isAllowed)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length && text.Length <= longest; i++)
        {
            // A dash before an x is written as a mark, too, so that every "-x" that is read is one.
            _ = isAllowed(name, i) && !IsMark(name, i) ? text.Append(name[i]) : text.Append(CultureInfo.InvariantCulture, $"-x{(int)name[i]:X2}-");
        }

        return text.Length >= 1 && text.Length <= longest ? text.ToString() : null;
    }

    private static bool HasMark(string text) => text.Contains("-x", StringComparison.Ordinal);

    private static bool IsMark(string text, int at) => text[at] == '-' && at + 1 < text.Length && text[at + 1] == 'x';

    private static bool IsIdCharacter(string text, int at) => text[at] is >= '!' and <= '~' and not '.';

    private static bool IsTypeCharacter(string text, int at) => text[at] switch
    {
        '.' => at > 0 && at < text.Length - 1 && text[at - 1] != '.',
        var c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-',
    };
}
