using WebhookDispatch.AspNetCore.Answers;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Inbox;
using WebhookDispatch.AspNetCore.Observing;

namespace WebhookDispatch.AspNetCore.Acknowledging;

/// <summary>Acknowledges once the handler has ended.</summary>
internal sealed class AfterHandling(ReceiverInbox? inbox) : Acknowledgement
{
    public override Answer Repeat => Answer.Ok;

    public override async Task<InboxAnswer> RunAsync(ReceivedWebhook webhook) => inbox is null
        ? new InboxAnswer(InboxVerdict.Accepted, await webhook.RunAsync().ConfigureAwait(false))
        : await inbox.TakeAsync(webhook).ConfigureAwait(false);

    public override Answer Accept(ReceivedWebhook webhook, WebhookResult result, TimeSpan duration, ReceiverJournal journal)
    {
        if (result.Kind is WebhookResultKind.Done or WebhookResultKind.Accepted)
        {
            journal.Processed(webhook, duration);
            return result.Kind == WebhookResultKind.Done ? Answer.Ok : Answer.Stored;
        }

        var refusal = Refusals.Of(result);
        journal.Failed(webhook, refusal.Reason!, duration);
        return refusal;
    }

    public override Answer Fail(ReceivedWebhook webhook, Exception exception, TimeSpan duration, ReceiverJournal journal)
    {
        var answer = exception is OperationCanceledException ? Refusals.Cancelled : Refusals.Failed;
        journal.Failed(webhook, answer.Reason!, duration, exception);
        return answer;
    }
}
