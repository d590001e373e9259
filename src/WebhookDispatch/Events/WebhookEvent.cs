using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.Events;

/// <summary>
/// Something that happened, with the exact bytes that tell it. The bytes are made once and never change:
/// what is signed, stored and sent is the same array for every endpoint and every attempt.
/// </summary>
/// <example><code>
/// var paid = WebhookEvent.Create("invoice.paid", invoice, AppJson.Default.Invoice);
/// </code></example>
public sealed class WebhookEvent
{
    private const string Json = "application/json";

    internal WebhookEvent(string id, string type, DateTimeOffset timestamp, ReadOnlyMemory<byte> body, string contentType, string? headerLines = null)
    {
        Id = id;
        Type = type;
        Timestamp = timestamp;
        Body = body;
        ContentType = contentType;
        HeaderLines = headerLines;
    }

    /// <summary>Names the event to receivers in <c>webhook-id</c>; the same for every endpoint, attempt and replay, so that receivers can drop duplicates.</summary>
    public string Id { get; }

    /// <summary>What kind of event it is, such as <c>invoice.paid</c>. Endpoints choose events by it.</summary>
    public string Type { get; }

    /// <summary>When it happened. Not the time of an attempt: <c>webhook-timestamp</c> carries that.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>The body of every request, byte for byte.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The value of the <c>Content-Type</c> header: <c>application/json</c> unless said otherwise.</summary>
    public string ContentType { get; }

    /// <summary>
    /// Of an event that an inbox received, the header lines it keeps for handlers: <c>Name: value</c>, joined by line feeds.
    /// <see langword="null"/> where there are none, and for every event that is published: it is kept, never sent.
    /// </summary>
    public string? HeaderLines { get; }

    /// <summary>
    /// Makes an event in the envelope that Standard Webhooks recommends:
    /// <c>{"id":"evt_…","type":"…","timestamp":"…","data":…}</c>.
    /// </summary>
    /// <param name="type">Names of <c>A-Z a-z 0-9 _ -</c> joined by dots, at most 128 characters.</param>
    /// <param name="data">Becomes <c>data</c>.</param>
    /// <param name="dataTypeInfo">From a source-generated <c>JsonSerializerContext</c>; its encoder and naming apply to <paramref name="data"/>.</param>
    /// <param name="id">1 to 256 visible ASCII characters without a dot. By default a new time-ordered <c>evt_…</c>.</param>
    /// <param name="timeProvider">Gives <see cref="Timestamp"/> and the id's time. By default the system's clock.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> or <paramref name="id"/> is not valid.</exception>
    public static WebhookEvent Create<T>(
        string type, T data, JsonTypeInfo<T> dataTypeInfo, string? id = null, TimeProvider? timeProvider = null)
    {
        EventName.ThrowIfNotType(type, nameof(type));
        ArgumentNullException.ThrowIfNull(dataTypeInfo);
        var now = (timeProvider ?? TimeProvider.System).GetUtcNow();
        id = CheckOrCreateId(id, now);
        return new WebhookEvent(id, type, now, EventEnvelope.Write(id, type, now, data, dataTypeInfo), Json);
    }

    /// <summary>As <see cref="Create{T}(string, T, JsonTypeInfo{T}, string?, TimeProvider?)"/>, by reflection. Not for trimmed or native programs.</summary>
    /// <param name="type">Names of <c>A-Z a-z 0-9 _ -</c> joined by dots, at most 128 characters.</param>
    /// <param name="data">Becomes <c>data</c>.</param>
    /// <param name="options">By default <see cref="JsonSerializerOptions.Web"/>: camel case. Can no longer be changed afterwards, as after any use.</param>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not valid.</exception>
    [RequiresUnreferencedCode("Serializes by reflection. Pass a JsonTypeInfo<T> from a source-generated context instead.")]
    [RequiresDynamicCode("Serializes by reflection. Pass a JsonTypeInfo<T> from a source-generated context instead.")]
    public static WebhookEvent Create<T>(string type, T data, JsonSerializerOptions? options = null)
    {
        options ??= JsonSerializerOptions.Web;

        // As JsonSerializer does: options made by "new" have no resolver before their first use, and GetTypeInfo finds nothing.
        options.MakeReadOnly(populateMissingResolver: true);
        return Create(type, data, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
    }

    /// <summary>Makes an event from any body. The bytes are copied, so that a buffer may be used again.</summary>
    /// <param name="type">Names of <c>A-Z a-z 0-9 _ -</c> joined by dots, at most 128 characters.</param>
    /// <param name="body">Sent as it is, without an envelope. May be empty.</param>
    /// <param name="contentType">A media type; by default <c>application/json</c>.</param>
    /// <param name="id">1 to 256 visible ASCII characters without a dot. By default a new time-ordered <c>evt_…</c>.</param>
    /// <param name="timeProvider">Gives <see cref="Timestamp"/> and the id's time. By default the system's clock.</param>
    /// <exception cref="ArgumentException">The type, id or content type is not valid.</exception>
    public static WebhookEvent FromBytes(
        string type, ReadOnlySpan<byte> body, string contentType = Json, string? id = null, TimeProvider? timeProvider = null)
    {
        EventName.ThrowIfNotType(type, nameof(type));
        MediaType.ThrowIfNot(contentType, nameof(contentType));
        var now = (timeProvider ?? TimeProvider.System).GetUtcNow();
        return new WebhookEvent(CheckOrCreateId(id, now), type, now, body.ToArray(), contentType);
    }

    /// <summary>Makes an event again from what a store kept of it. The bytes are not copied and must not change any more.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="type">Its type.</param>
    /// <param name="timestamp">When it happened.</param>
    /// <param name="body">Its exact bytes.</param>
    /// <param name="contentType">The media type of the body.</param>
    /// <param name="headerLines">Its <see cref="HeaderLines"/>.</param>
    /// <exception cref="ArgumentException">The type, id or content type is not valid.</exception>
    public static WebhookEvent FromStore(
        string id, string type, DateTimeOffset timestamp, ReadOnlyMemory<byte> body, string contentType, string? headerLines = null)
    {
        EventName.ThrowIfNotId(id, nameof(id));
        EventName.ThrowIfNotType(type, nameof(type));
        MediaType.ThrowIfNot(contentType, nameof(contentType));
        return new WebhookEvent(id, type, timestamp, body, contentType, headerLines);
    }

    /// <summary>Id and type only: a body may hold what must not be logged.</summary>
    public override string ToString() => $"{Type} {Id}";

    private static string CheckOrCreateId(string? id, DateTimeOffset now)
    {
        if (id is null)
        {
            return TimeOrderedId.Create("evt_", now);
        }

        EventName.ThrowIfNotId(id, nameof(id));
        return id;
    }
}
