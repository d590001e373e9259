using System.Text.Json;
using WebhookDispatch.AspNetCore.Handling;

namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>Reads two members of a JSON object in one pass over the whole text, which also shows that it is JSON.</summary>
internal static class JsonMembers
{
    /// <returns>The texts of the members at the top; <see langword="null"/> for what is absent or no string. Of a repeated member the last.</returns>
    /// <exception cref="JsonException">It is not JSON, or nests too deep.</exception>
    public static (string? First, string? Second) Read(ReadOnlySpan<byte> utf8, int maxDepth, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var reader = JsonBytes.Open(utf8, maxDepth);
        reader.Read();
        var texts = reader.TokenType == JsonTokenType.StartObject ? ReadObject(ref reader, first, second) : default;
        reader.Skip();

        // What follows the value is an error too.
        _ = reader.Read();
        return texts;
    }

    /// <summary>As <see cref="Read"/>, of the object that is a member of the one at the top.</summary>
    public static (string? First, string? Second) ReadWithin(ReadOnlySpan<byte> utf8, int maxDepth, ReadOnlySpan<byte> member, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var reader = JsonBytes.Open(utf8, maxDepth);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = JsonBytes.IsNamed(ref reader, member);
            reader.Read();
            if (isWanted && reader.TokenType == JsonTokenType.StartObject)
            {
                return ReadObject(ref reader, first, second);
            }

            reader.Skip();
        }

        return default;
    }

    private static (string? First, string? Second) ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        (string? First, string? Second) texts = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isFirst, isSecond) = (JsonBytes.IsNamed(ref reader, first), JsonBytes.IsNamed(ref reader, second));
            reader.Read();
            var text = (isFirst || isSecond) && reader.TokenType == JsonTokenType.String ? JsonBytes.Text(ref reader) : null;
            texts = isFirst ? (text, texts.Second) : isSecond ? (texts.First, text) : texts;
            reader.Skip();
        }

        return texts;
    }
}
