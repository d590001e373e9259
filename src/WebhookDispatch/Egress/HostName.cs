using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace WebhookDispatch.Egress;

/// <summary>Brings a host name into the one form that is resolved, sent and compared.</summary>
internal static class HostName
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;
    private const string EncodedLabel = "xn--";

    private static readonly IdnMapping Idn = new();
    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The lower-case ASCII form without trailing dot.</summary>
    public static bool TryNormalise(string host, [NotNullWhen(true)] out string? name)
    {
        name = null;
        var lower = host.ToLowerInvariant();
        if (!IsAscii(lower))
        {
            // Without ICU IdnMapping does not map compatibility forms; refusing them gives both runtimes one answer.
            if (CompatibilityForms.AppearIn(lower) || !TryEncode(lower, out lower))
            {
                return false;
            }
        }

        lower = lower.EndsWith('.') ? lower[..^1] : lower;
        if (lower.Length is 0 or > MaxLength || !Array.TrueForAll(lower.Split('.'), IsLabel))
        {
            return false;
        }

        name = lower;
        return true;
    }

    /// <summary>Whether a URL parser takes the name for an IPv4 address: its last label is a number (WHATWG URL, "ends in a number").</summary>
    public static bool EndsInNumber(string name)
    {
        var last = name.AsSpan(name.LastIndexOf('.') + 1);
        return last.StartsWith("0x", StringComparison.Ordinal)
            ? !last[2..].ContainsAnyExcept(HexDigits)
            : !last.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Whether the name means this machine (RFC 6761 section 6.3).</summary>
    public static bool IsLocalhost(string name)
    {
        var bare = name.AsSpan().TrimEnd('.');
        return bare.Equals("localhost", StringComparison.OrdinalIgnoreCase) || bare.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength
        && label[0] != '-'
        && label[^1] != '-'
        && !label.AsSpan().ContainsAnyExcept(LabelCharacters)
        && (!label.StartsWith(EncodedLabel, StringComparison.Ordinal) || DecodesToUnicode(label));

    // An encoded label that decodes to plain ASCII, or to nothing, is a disguise: no registry hands one out.
    private static bool DecodesToUnicode(string label)
    {
        try
        {
            var decoded = Idn.GetUnicode(label);
            return !IsAscii(decoded) && !decoded.Any(char.IsControl);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool TryEncode(string host, out string encoded)
    {
        try
        {
            encoded = Idn.GetAscii(host);
            return true;
        }
        catch (ArgumentException)
        {
            encoded = "";
            return false;
        }
    }

    private static bool IsAscii(string text) => Ascii.IsValid(text);
}
