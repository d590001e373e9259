using System.Security.Cryptography;
using System.Text;

namespace WebhookDispatch.Signing;

/// <summary>The entries of a signature header. Entries of an unknown version are skipped, never an error.</summary>
internal readonly ref struct ReceivedSignatures
{
    private const int MaxHeader = 8192;
    private const int MaxEntries = 64;

    private readonly SignatureLayout _layout;
    private readonly ReadOnlySpan<char> _header;

    private ReceivedSignatures(SignatureLayout layout, ReadOnlySpan<char> header, int supported, ReadOnlySpan<char> timestamp)
    {
        _layout = layout;
        _header = header;
        Supported = supported;
        Timestamp = timestamp;
    }

    /// <summary>How many entries this scheme can check.</summary>
    public int Supported { get; }

    /// <summary>The timestamp inside the header, for a layout that has one there.</summary>
    public ReadOnlySpan<char> Timestamp { get; }

    public static bool TryRead(SignatureLayout layout, ReadOnlySpan<char> header, out ReceivedSignatures signatures)
    {
        signatures = default;
        if (header.Length > MaxHeader || header.ContainsAnyExceptInRange(' ', '~'))
        {
            return false;
        }

        var (entries, supported, timestamps) = (0, 0, 0);
        ReadOnlySpan<char> timestamp = [];
        foreach (var range in header.Split(layout.Separator))
        {
            var entry = header[range];
            entries += entry.IsEmpty ? 0 : 1;
            if (layout.TimestampPrefix is not null && entry.StartsWith(layout.TimestampPrefix, StringComparison.Ordinal))
            {
                timestamps++;
                timestamp = entry[layout.TimestampPrefix.Length..];
            }
            else if (entry.StartsWith(layout.Prefix, StringComparison.Ordinal))
            {
                supported++;
            }
        }

        signatures = new ReceivedSignatures(layout, header, supported, timestamp);
        return entries <= MaxEntries && timestamps == (layout.TimestampPrefix is null ? 0 : 1);
    }

    /// <summary>Whether any entry is this MAC, written exactly so. Every entry is compared, each in constant time.</summary>
    public bool Contains(ReadOnlySpan<byte> mac)
    {
        // Compared as text: decoders take several texts for one MAC (open trailing bits, upper-case hex), which would make signatures malleable.
        Span<char> text = stackalloc char[SignatureLayout.MaxEncodedMac];
        Span<byte> expected = stackalloc byte[SignatureLayout.MaxEncodedMac];
        Span<byte> received = stackalloc byte[SignatureLayout.MaxEncodedMac];
        expected = expected[..Encoding.ASCII.GetBytes(_layout.Encode(mac, text), expected)];
        var found = false;
        foreach (var range in _header.Split(_layout.Separator))
        {
            var entry = _header[range];
            if (entry.Length == _layout.Prefix.Length + expected.Length && entry.StartsWith(_layout.Prefix, StringComparison.Ordinal))
            {
                // As bytes, because the comparison takes its time for each. TryRead has seen that all are ASCII.
                Encoding.ASCII.GetBytes(entry[_layout.Prefix.Length..], received);
                found |= CryptographicOperations.FixedTimeEquals(expected, received[..expected.Length]);
            }
        }

        return found;
    }
}
