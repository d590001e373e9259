using System.Text.Json;
using System.Text.Unicode;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>Opens a body as JSON.</summary>
internal static class JsonBytes
{
    /// <exception cref="JsonException">It is not UTF-8; a reader alone would notice that late or not at all.</exception>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> body, int maxDepth) =>
        Utf8.IsValid(body) ? new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth }) : throw new JsonException("The text is not UTF-8.");
}
