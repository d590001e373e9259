using System.Text.Json;
using System.Text.Unicode;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>Opens a body as JSON.</summary>
internal static class JsonBytes
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="JsonException">It is not UTF-8; a reader alone would notice that late or not at all.</exception>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> body, int maxDepth) =>
        Utf8.IsValid(body) ? new Utf8JsonReader(WithoutMark(body), new JsonReaderOptions { MaxDepth = maxDepth }) : throw new JsonException("The text is not UTF-8.");

    // Some senders put a mark before the text, which RFC 8259 §8.1 lets a reader skip.
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) => utf8.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;
}
