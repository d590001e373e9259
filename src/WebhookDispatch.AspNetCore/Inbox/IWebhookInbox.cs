using WebhookDispatch.AspNetCore.Handling;

namespace WebhookDispatch.AspNetCore.Inbox;

/// <summary>
/// Knows what was received before. It is asked once a request was verified, named and found fit for its handler; a webhook is the same
/// as another when source and id are.
/// </summary>
internal interface IWebhookInbox
{
    /// <summary>
    /// Runs the handler (<see cref="ReceivedWebhook.RunAsync"/>) unless this webhook took effect before, and remembers it once the result
    /// is <see cref="WebhookResult.Done"/> or <see cref="WebhookResult.Accepted"/>. What the handler throws passes through, and the webhook is forgotten: the sender tries again.
    /// </summary>
    ValueTask<InboxAnswer> RunOnceAsync(ReceivedWebhook webhook);

    /// <summary>
    /// Stores the webhook for a later run and returns once it is durable. Whatever of it is kept has to be copied: the body's buffer is used again.
    /// </summary>
    ValueTask<InboxAnswer> StoreAsync(ReceivedWebhook webhook, CancellationToken cancellationToken);
}
