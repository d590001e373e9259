using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.Events;

/// <summary>Writes the body of an event once, as UTF-8: <c>{"id":…,"type":…,"timestamp":…,"data":…}</c>.</summary>
internal static class EventEnvelope
{
    /// <summary>Whether two bodies are envelopes with the same <c>data</c>, and differ in <c>id</c> and <c>timestamp</c> at most: those are new whenever one is made.</summary>
    internal static bool SayTheSame(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        try
        {
            var one = new Utf8JsonReader(first);
            var other = new Utf8JsonReader(second);
            one.Read();
            other.Read();
            var haveData = false;
            while (one.Read() && other.Read() && one.TokenType == JsonTokenType.PropertyName && other.TokenType == JsonTokenType.PropertyName)
            {
                var name = one.GetString()!;
                haveData |= name is "data";
                var isSameName = other.ValueTextEquals(name);
                var isSameValue = ValueOf(ref one, first).SequenceEqual(ValueOf(ref other, second));
                if (!isSameName || (!isSameValue && name is not ("id" or "timestamp")))
                {
                    return false;
                }
            }

            return haveData && one.TokenType == JsonTokenType.EndObject && other.TokenType == JsonTokenType.EndObject;
        }
        catch (JsonException)
        {
            // Not JSON, so not an envelope: its bytes are compared as a whole.
            return false;
        }
    }

    internal static byte[] Write<T>(string id, string type, DateTimeOffset timestamp, T data, JsonTypeInfo<T> dataTypeInfo)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        var options = new JsonWriterOptions { Encoder = dataTypeInfo.Options.Encoder, SkipValidation = true };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            writer.WriteString("type"u8, type);
            writer.WriteString("timestamp"u8, timestamp.UtcDateTime);
            writer.WritePropertyName("data"u8);
            JsonSerializer.Serialize(writer, data, dataTypeInfo);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static ReadOnlySpan<byte> ValueOf(ref Utf8JsonReader member, ReadOnlySpan<byte> body)
    {
        member.Read();
        var start = (int)member.TokenStartIndex;
        member.Skip();
        return body[start..(int)member.BytesConsumed];
    }
}
