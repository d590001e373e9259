namespace WebhookDispatch.Stores;

/// <summary>What became of an event that was to be stored.</summary>
public enum EnqueueStatus
{
    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>The same event, or the same idempotency key with the same body and type, is stored already; nothing was added, not even the key. Content types are not compared.</summary>
    Duplicate,

    /// <summary>The idempotency key is stored with another body or type; nothing was added.</summary>
    KeyClash,

    /// <summary>The event id is stored with another body or type; nothing was added.</summary>
    IdClash,
}
