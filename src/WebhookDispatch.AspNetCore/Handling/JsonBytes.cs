using System.Text.Json;
using System.Text.Unicode;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>Opens a body as JSON.</summary>
internal static class JsonBytes
{
    /// <exception cref="JsonException">It is not UTF-8; a reader alone would notice that late or not at all.</exception>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> body, int maxDepth) =>
        Utf8.IsValid(body) ? new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth }) : throw new JsonException("The text is not UTF-8.");

    /// <summary>Whether the property that the reader is at has this name. A name with half of a surrogate pair is no text, and so nobody's.</summary>
    public static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The string that the reader is at.</summary>
    /// <exception cref="JsonException">It has half of a surrogate pair, and so is JSON and yet no text.</exception>
    public static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A string is no text.", exception);
        }
    }
}
