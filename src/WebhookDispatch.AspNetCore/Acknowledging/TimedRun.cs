using WebhookDispatch.AspNetCore.Answers;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Inbox;
using WebhookDispatch.AspNetCore.Observing;

namespace WebhookDispatch.AspNetCore.Acknowledging;

/// <summary>Does what the acknowledgement waits for, for as long as a sender can be kept waiting.</summary>
internal sealed class TimedRun(Acknowledgement acknowledgement, TimeSpan limit, TimeProvider timeProvider, ReceiverJournal journal)
{
    public HandlerDeadline Begin() => new(limit, timeProvider);

    /// <summary>Runs a webhook, and ends it when its handler has ended.</summary>
    public ValueTask<Answer> AnswerAsync(ReceivedWebhook webhook, HandlerDeadline deadline)
    {
        try
        {
            var run = acknowledgement.RunAsync(webhook);
            return run.IsCompletedSuccessfully ? new(End(webhook, Tell(webhook, run.Result, deadline.Elapsed))) : WaitAsync(webhook, run.AsTask(), deadline);
        }
        catch (Exception exception)
        {
            return new(End(webhook, acknowledgement.Fail(webhook, exception, deadline.Elapsed, journal)));
        }
    }

    private static Answer End(ReceivedWebhook webhook, Answer answer)
    {
        webhook.End();
        return answer;
    }

    private async ValueTask<Answer> WaitAsync(ReceivedWebhook webhook, Task<InboxAnswer> run, HandlerDeadline deadline)
    {
        try
        {
            if (!run.IsCompleted)
            {
                await ((Task)run).WaitAsync(limit, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return run.IsCompleted ? End(webhook, Tell(webhook, await run.ConfigureAwait(false), deadline.Elapsed)) : Leave(webhook, run, deadline);
        }
        catch (Exception exception)
        {
            return End(webhook, acknowledgement.Fail(webhook, exception, deadline.Elapsed, journal));
        }
    }

    private Answer Tell(ReceivedWebhook webhook, InboxAnswer answer, TimeSpan duration)
    {
        switch (answer.Verdict)
        {
            case InboxVerdict.Accepted:
                return acknowledgement.Accept(webhook, answer.Result, duration, journal);
            case InboxVerdict.Duplicate:
                journal.Duplicate(webhook);
                return acknowledgement.Repeat;
            case InboxVerdict.InFlight:
                journal.Duplicate(webhook);
                return Refusals.InFlight with { RetryAfter = answer.Result.RetryAfter };
            case InboxVerdict.Clash:
                journal.Clash(webhook);
                return Refusals.Clash;
            default:
                var refusal = answer.Verdict == InboxVerdict.Failed ? Refusals.Failed : Refusals.Of(answer.Result);
                journal.Failed(webhook, refusal.Reason!, duration);
                return refusal;
        }
    }

    // The sender has waited long enough. The handler keeps the webhook and its buffer until it ends, if it ever does.
    private Answer Leave(ReceivedWebhook webhook, Task run, HandlerDeadline deadline)
    {
        journal.Failed(webhook, Refusals.HandlerTimeout.Reason!, deadline.Elapsed);
        webhook.Leave();
        _ = EndLateAsync(webhook, run, deadline.CancelAsync());
        return Refusals.HandlerTimeout;
    }

    private async Task EndLateAsync(ReceivedWebhook webhook, Task run, Task cancelling)
    {
        // What is called back on cancellation may throw too.
        await cancelling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        webhook.End();
        journal.EndedLate(webhook, run.Exception?.InnerException ?? cancelling.Exception?.InnerException);
    }
}
