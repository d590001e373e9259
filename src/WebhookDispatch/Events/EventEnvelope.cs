using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.Events;

/// <summary>Writes the body of an event once, as UTF-8: <c>{"id":…,"type":…,"timestamp":…,"data":…}</c>.</summary>
internal static class EventEnvelope
{
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
