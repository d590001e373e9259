using WebhookDispatch.AspNetCore.Answers;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Inbox;
using WebhookDispatch.AspNetCore.Observing;

namespace WebhookDispatch.AspNetCore.Acknowledging;

/// <summary>Acknowledges once the webhook is stored; its handler runs later.</summary>
internal sealed class AfterStoring(ReceiverInbox inbox) : Acknowledgement
{
    public override Answer Repeat => Answer.Stored;

    public override ValueTask<InboxAnswer> RunAsync(ReceivedWebhook webhook) => inbox.TakeAsync(webhook);

    public override Answer Accept(ReceivedWebhook webhook, WebhookResult result, TimeSpan duration, ReceiverJournal journal)
    {
        journal.Stored(webhook, duration);
        return Answer.Stored;
    }

    public override Answer Fail(ReceivedWebhook webhook, Exception exception, TimeSpan duration, ReceiverJournal journal)
    {
        journal.NotStored(webhook, exception);
        return Refusals.NotStored;
    }
}
