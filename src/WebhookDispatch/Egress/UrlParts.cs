using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace WebhookDispatch.Egress;

/// <summary>
/// A URL cut by the letter. System.Uri repairs what it reads (backslashes, blanks, hexadecimal addresses), and another
/// parser repairs it otherwise: whatever needs repair is refused before Uri sees it.
/// </summary>
internal sealed record UrlParts(string Scheme, string Host, bool IsBracketed, int Port, string PathAndQuery)
{
    public const int MaxLength = 2048;

    private const string Https = "https";
    private const string Http = "http";

    public bool IsHttp => Scheme == Http;

    // Path and query carry credentials of many receivers.
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{Port}");

    public static bool TryCut(string url, [NotNullWhen(true)] out UrlParts? parts, [NotNullWhen(false)] out UrlVerdict? refusal)
    {
        parts = null;
        refusal = FindFaultInText(url);
        if (refusal is not null)
        {
            return false;
        }

        var isHttp = url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        if (!isHttp && !url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            refusal = url.Contains("://", StringComparison.Ordinal)
                ? UrlVerdict.Refuse(UrlRefusal.Scheme, "The URL must begin with https://.")
                : UrlVerdict.Refuse(UrlRefusal.NotAbsolute, "The URL must be absolute and begin with https://.");
            return false;
        }

        var scheme = isHttp ? Http : Https;
        var afterScheme = url[(scheme.Length + 3)..];
        var end = afterScheme.AsSpan().IndexOfAny('/', '?');
        var authority = end < 0 ? afterScheme : afterScheme[..end];
        return TryCutAuthority(scheme, authority, end < 0 ? "" : afterScheme[end..], out parts, out refusal);
    }

    private static UrlVerdict? FindFaultInText(string url)
    {
        if (url.Length > MaxLength)
        {
            return UrlVerdict.Refuse(UrlRefusal.TooLong, string.Create(CultureInfo.InvariantCulture, $"The URL has {url.Length} characters; at most {MaxLength} are accepted."));
        }

        foreach (var rune in url.EnumerateRunes())
        {
            // A lone surrogate is enumerated as the replacement character. Format characters (bidi marks, zero width)
            // are dropped by Uri and hide what an operator reads.
            if (rune.Value is '\\' or 0xFFFD or ' '
                || Rune.IsWhiteSpace(rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format)
            {
                return UrlVerdict.Refuse(UrlRefusal.ForbiddenCharacter, "The URL contains a blank, a control or invisible character, or a backslash; percent-encode it or remove it.");
            }
        }

        return url.Contains('#', StringComparison.Ordinal)
            ? UrlVerdict.Refuse(UrlRefusal.Fragment, "The URL has a fragment (#), which is never sent; remove it.")
            : null;
    }

    private static bool TryCutAuthority(string scheme, string authority, string rest, [NotNullWhen(true)] out UrlParts? parts, [NotNullWhen(false)] out UrlVerdict? refusal)
    {
        parts = null;
        if (authority.Contains('@', StringComparison.Ordinal))
        {
            refusal = UrlVerdict.Refuse(UrlRefusal.UserInfo, "The URL carries user info (before @), which would be dropped silently; use an Authorization header instead.");
            return false;
        }

        var bracketed = authority.StartsWith('[');
        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        var hostLength = bracketed ? authority.IndexOf(']', StringComparison.Ordinal) + 1 : colon < 0 ? authority.Length : colon;
        var host = authority[..hostLength];
        if (host.Length == 0 || host.Contains('%', StringComparison.Ordinal))
        {
            refusal = UrlVerdict.Refuse(UrlRefusal.MalformedHost, "The URL has no readable host; write https://host/path, with the host neither percent-encoded nor scoped.");
            return false;
        }

        var port = ReadPort(authority.AsSpan(host.Length), scheme);
        if (port < 0)
        {
            refusal = UrlVerdict.Refuse(UrlRefusal.MalformedPort, "The port of the URL is not a plain number from 1 to 65535; correct it or leave it out.");
            return false;
        }

        refusal = null;
        parts = new UrlParts(scheme, bracketed ? host[1..^1] : host, bracketed, port, rest);
        return true;
    }

    private static int ReadPort(ReadOnlySpan<char> text, string scheme)
    {
        if (text.IsEmpty)
        {
            return scheme == Http ? 80 : 443;
        }

        return text[0] == ':'
            && text.Length > 1
            && text[1] != '0'
            && int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port <= 65535
            ? port
            : -1;
    }
}
