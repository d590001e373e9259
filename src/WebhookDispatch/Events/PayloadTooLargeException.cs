namespace WebhookDispatch.Events;

/// <summary>An event's body is larger than the options allow. Nothing was sent or stored.</summary>
/// <param name="eventId">The event's id.</param>
/// <param name="length">The body's length in bytes.</param>
/// <param name="limit">The limit in bytes.</param>
public sealed class PayloadTooLargeException(string eventId, int length, int limit)
    : ArgumentException(
        $"The body of event '{eventId}' has {length} bytes; Sending.MaxPayloadBytes allows {limit}. Send a link to the data instead, or raise the limit.")
{
    /// <summary>The event's id.</summary>
    public string EventId { get; } = eventId;

    /// <summary>The body's length in bytes.</summary>
    public int Length { get; } = length;

    /// <summary>The limit in bytes.</summary>
    public int Limit { get; } = limit;
}
