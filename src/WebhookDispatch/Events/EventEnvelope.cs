using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.Events;

/// <summary>Writes the body of an event once, as UTF-8: <c>{"id":…,"type":…,"timestamp":…,"data":…}</c>.</summary>
internal static class EventEnvelope
{
    /// <summary>The bytes of <c>data</c>; empty when the body is no envelope.</summary>
    internal static ReadOnlySpan<byte> DataOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isData = reader.ValueTextEquals("data"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (isData)
                {
                    return body[start..(int)reader.BytesConsumed];
                }
            }
        }
        catch (JsonException)
        {
            // Not JSON, so not an envelope: its bytes are compared as a whole.
        }

        return default;
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
}
