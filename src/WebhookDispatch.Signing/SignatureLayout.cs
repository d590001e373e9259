namespace WebhookDispatch.Signing;

/// <summary>
/// How signatures stand in their header: each after <paramref name="Prefix"/>, several divided by
/// <paramref name="Separator"/>, and for Stripe the timestamp first, after <paramref name="TimestampPrefix"/>.
/// </summary>
internal sealed record SignatureLayout(
    MacEncoding Encoding,
    string Prefix = "",
    char Separator = SignatureLayout.OnlyOne,
    string? TimestampPrefix = null)
{
    public const int MacBytes = 32;
    public const int MaxEncodedMac = MacBytes * 2;

    /// <summary>No separator. NUL never stands in an accepted header, so splitting on it yields the whole header as one token.</summary>
    public const char OnlyOne = '\0';

    public int EncodedMac => Encoding == MacEncoding.Base64 ? 44 : MaxEncodedMac;

    public int Length(int signatures, int timestampDigits)
    {
        var text = (signatures * (Prefix.Length + EncodedMac)) + signatures - 1;
        return TimestampPrefix is null ? text : text + TimestampPrefix.Length + timestampDigits + 1;
    }

    public void Write(Span<char> header, ReadOnlySpan<char> timestamp, ReadOnlySpan<byte> macs)
    {
        if (TimestampPrefix is not null)
        {
            TimestampPrefix.CopyTo(header);
            timestamp.CopyTo(header[TimestampPrefix.Length..]);
            header = header[(TimestampPrefix.Length + timestamp.Length)..];
            header[0] = Separator;
            header = header[1..];
        }

        for (; !macs.IsEmpty; macs = macs[MacBytes..])
        {
            Prefix.CopyTo(header);
            Encode(macs[..MacBytes], header[Prefix.Length..]);
            header = header[(Prefix.Length + EncodedMac)..];
            if (!header.IsEmpty)
            {
                header[0] = Separator;
                header = header[1..];
            }
        }
    }

    public ReadOnlySpan<char> Encode(ReadOnlySpan<byte> mac, Span<char> destination)
    {
        _ = Encoding == MacEncoding.Base64
            ? Convert.TryToBase64Chars(mac, destination, out _)
            : Convert.TryToHexStringLower(mac, destination, out _);
        return destination[..EncodedMac];
    }
}
