using System.Text;

namespace WebhookDispatch.Signing;

/// <summary>What stands before the body in the bytes that are signed: <c>label id delimiter timestamp delimiter</c>, each optional.</summary>
internal sealed record SignedContent(bool IncludesId, bool IncludesTimestamp, char Delimiter = '.', string Label = "")
{
    /// <summary>The longest preamble: a label, an id of 256, a timestamp of 12, two delimiters.</summary>
    public const int MaxPreamble = 288;

    public static SignedContent BodyOnly { get; } = new(IncludesId: false, IncludesTimestamp: false);

    public int WritePreamble(Span<byte> destination, ReadOnlySpan<char> id, ReadOnlySpan<char> timestamp)
    {
        var written = Encoding.ASCII.GetBytes(Label, destination);
        if (IncludesId)
        {
            written += WriteDelimited(destination[written..], id);
        }

        return IncludesTimestamp ? written + WriteDelimited(destination[written..], timestamp) : written;
    }

    private int WriteDelimited(Span<byte> destination, ReadOnlySpan<char> part)
    {
        var written = Encoding.ASCII.GetBytes(part, destination);
        destination[written] = (byte)Delimiter;
        return written + 1;
    }
}
