using WebhookDispatch.AspNetCore.Answers;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Inbox;
using WebhookDispatch.AspNetCore.Observing;

namespace WebhookDispatch.AspNetCore;

/// <summary>Runs handlers, through the inbox if there is one, for as long as a sender can be kept waiting.</summary>
internal sealed class HandlerRuns(TimeSpan limit, IWebhookInbox? inbox, TimeProvider timeProvider)
{
    public HandlerDeadline Begin() => new(limit, timeProvider);

    public async ValueTask<Answer> AnswerAsync(ReceivedWebhook webhook, HandlerDeadline deadline, ReceiverJournal journal)
    {
        try
        {
            var run = RunAsync(webhook);
            if (!run.IsCompleted)
            {
                await ((Task)run).WaitAsync(limit, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!run.IsCompleted)
            {
                return Leave(webhook, run, deadline, journal);
            }

            var answer = await run.ConfigureAwait(false);
            webhook.End();
            return Tell(webhook, answer, deadline.Elapsed, journal);
        }
        catch (Exception exception)
        {
            webhook.End();
            journal.Failed(webhook, exception is OperationCanceledException ? "cancelled" : "threw", deadline.Elapsed, exception);
            return Refusals.Failed;
        }
    }

    private async Task<InboxAnswer> RunAsync(ReceivedWebhook webhook) => inbox is null
        ? new InboxAnswer(InboxVerdict.Accepted, await webhook.RunAsync().ConfigureAwait(false))
        : await inbox.RunOnceAsync(webhook).ConfigureAwait(false);

    private static Answer Tell(ReceivedWebhook webhook, InboxAnswer answer, TimeSpan duration, ReceiverJournal journal)
    {
        switch (answer.Verdict)
        {
            case InboxVerdict.Duplicate:
                journal.Duplicate(webhook);
                return Answer.Ok;
            case InboxVerdict.InFlight:
                journal.Duplicate(webhook);
                return Refusals.InFlight;
            case InboxVerdict.Clash:
                journal.Clash(webhook);
                return Refusals.Clash;
            case InboxVerdict.Accepted when answer.Result.Kind == WebhookResultKind.Done:
                journal.Processed(webhook, duration);
                return Answer.Ok;
            default:
                var refusal = Refusals.Of(answer.Result);
                journal.Failed(webhook, refusal.Reason!, duration);
                return refusal;
        }
    }

    // The sender has waited long enough. The handler keeps the webhook and its buffer until it ends, if it ever does.
    private static Answer Leave(ReceivedWebhook webhook, Task unfinished, HandlerDeadline deadline, ReceiverJournal journal)
    {
        journal.Failed(webhook, Refusals.HandlerTimeout.Reason!, deadline.Elapsed);
        _ = EndLateAsync(webhook, unfinished, journal);
        deadline.Cancel();
        return Refusals.HandlerTimeout;
    }

    private static async Task EndLateAsync(ReceivedWebhook webhook, Task unfinished, ReceiverJournal journal)
    {
        await unfinished.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        webhook.End();
        journal.EndedLate(webhook.Id, webhook.Type, unfinished.Exception?.InnerException);
    }
}
