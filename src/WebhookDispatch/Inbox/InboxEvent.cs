namespace WebhookDispatch.Inbox;

/// <summary>An event that arrived, after its signature was checked.</summary>
public sealed record InboxEvent
{
    /// <summary>Which <see cref="InboxReceiver"/> handles it, by name.</summary>
    public required string Receiver { get; init; }

    /// <summary>Whose ids it goes by: ids are unique within a source. At most 128 characters; <see langword="null"/>, the default, for the receiver's name.</summary>
    public string? Source { get; init; }

    /// <summary>The id the sender gave it, the same for every copy.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of event it is, as the sender calls it; <see langword="null"/>, the default, when it does not say.</summary>
    public string? Type { get; init; }

    /// <summary>When the sender says it happened, or when it arrived.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The body, byte for byte. Copied when it is stored, so that a buffer may be used again.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The media type of the body. <c>application/json</c> unless said otherwise.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>
    /// The header lines to keep for the handler, <c>Name: value</c> joined by line feeds; none by default. They are stored as they are,
    /// so leave out what must not be: signatures, authorization, cookies.
    /// </summary>
    public string? HeaderLines { get; init; }

    /// <summary>Receiver, type and id only: a body may hold what must not be logged.</summary>
    public override string ToString() => $"{Receiver}: {Type} {Id}";
}
