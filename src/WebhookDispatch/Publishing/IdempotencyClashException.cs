namespace WebhookDispatch.Publishing;

/// <summary>The idempotency key, or the event's id, is in use for an event with another body or type. Nothing was stored for it.</summary>
/// <param name="firstEventId">The event that is stored.</param>
/// <param name="isKey">Whether the key clashes; otherwise the event's id does.</param>
public sealed class IdempotencyClashException(string firstEventId, bool isKey)
    : InvalidOperationException(isKey
        ? $"The idempotency key is in use: event '{firstEventId}' was published under it with another body or type. Use a key of its own for each event."
        : $"The event id '{firstEventId}' is in use with another body or type. Give each event an id of its own, or leave the id out.")
{
    /// <summary>The event that is stored.</summary>
    public string FirstEventId { get; } = firstEventId;
}
