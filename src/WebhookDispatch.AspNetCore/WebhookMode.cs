namespace WebhookDispatch.AspNetCore;

/// <summary>What has happened when a sender gets its 2xx.</summary>
public enum WebhookMode
{
    /// <summary>The handler has ended. 200.</summary>
    Inline,

    /// <summary>The webhook is stored in the inbox, and its handler runs later, with retries. 202. For handlers that take longer than a sender waits.</summary>
    StoreThenProcess,
}
