using WebhookDispatch.AspNetCore.Answers;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Inbox;
using WebhookDispatch.AspNetCore.Observing;

namespace WebhookDispatch.AspNetCore.Acknowledging;

/// <summary>What has to happen before a sender gets its 2xx.</summary>
internal abstract class Acknowledgement
{
    public abstract ValueTask<InboxAnswer> RunAsync(ReceivedWebhook webhook);

    /// <summary>Says that it has happened.</summary>
    public abstract Answer Accept(ReceivedWebhook webhook, WebhookResult result, TimeSpan duration, ReceiverJournal journal);

    /// <summary>The 2xx for what has happened before.</summary>
    public abstract Answer Repeat { get; }

    /// <summary>Says that it could not happen.</summary>
    public abstract Answer Fail(ReceivedWebhook webhook, Exception exception, TimeSpan duration, ReceiverJournal journal);
}
