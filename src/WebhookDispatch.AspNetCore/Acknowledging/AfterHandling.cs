using WebhookDispatch.AspNetCore.Answers;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Inbox;
using WebhookDispatch.AspNetCore.Observing;

namespace WebhookDispatch.AspNetCore.Acknowledging;

/// <summary>Acknowledges once the handler has ended.</summary>
/// <param name="run">Runs the handler, unless the webhook took effect before.</param>
internal sealed class AfterHandling(Func<ReceivedWebhook, ValueTask<InboxAnswer>> run) : Acknowledgement
{
    public override Answer Repeat => Answer.Ok;

    public override ValueTask<InboxAnswer> RunAsync(ReceivedWebhook webhook) => run(webhook);

    /// <summary>Without an inbox every copy is run.</summary>
    public static ValueTask<InboxAnswer> RunEveryAsync(ReceivedWebhook webhook)
    {
        var run = webhook.RunAsync();
        return run.IsCompletedSuccessfully ? new(new InboxAnswer(InboxVerdict.Accepted, run.Result)) : WaitAsync(run);
    }

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

    private static async ValueTask<InboxAnswer> WaitAsync(ValueTask<WebhookResult> run) => new(InboxVerdict.Accepted, await run.ConfigureAwait(false));
}
