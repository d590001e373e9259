using System.Buffers;

namespace WebhookDispatch.Signing;

/// <summary>What may stand in a header that this package writes or reads.</summary>
internal static class HeaderText
{
    public const int MaxPrefix = 32;
    public const int MaxId = 256;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool IsName(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(NameCharacters);

    public static bool IsVisibleAscii(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('!', '~');

    /// <summary>
    /// An id holds no dot: the signed bytes are <c>id.timestamp.body</c>, and with a dot (<c>a</c>, <c>T</c>, <c>T.body</c>) and
    /// (<c>a.T</c>, <c>T</c>, <c>body</c>) would share one signature.
    /// </summary>
    public static bool IsId(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= MaxId && IsVisibleAscii(text) && !text.Contains('.');
}
