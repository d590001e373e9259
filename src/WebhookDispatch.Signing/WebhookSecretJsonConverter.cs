using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebhookDispatch.Signing;

/// <summary>
/// Writes <c>"***"</c> for every secret, so that an object that holds one can be serialized to a log or an answer.
/// Refuses to read, because a mask that came back would replace the real secret.
/// </summary>
public sealed class WebhookSecretJsonConverter : JsonConverter<WebhookSecret>
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: read the text as a string and give it to <see cref="WebhookSecret.Parse(string)"/>.</exception>
    public override WebhookSecret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A webhook secret is never read from JSON. Read a string and give it to WebhookSecret.Parse or WebhookSecret.FromText.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, WebhookSecret value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue("***");
    }
}
