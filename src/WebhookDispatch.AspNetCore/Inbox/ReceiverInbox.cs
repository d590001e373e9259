using System.Data.Common;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.Inbox;

namespace WebhookDispatch.AspNetCore.Inbox;

/// <summary>The application's inbox, as one receiver uses it.</summary>
internal sealed class ReceiverInbox(IWebhookInbox inbox, KeptHeaders kept, TimeProvider timeProvider)
{
    private const string UnknownContent = "application/octet-stream";

    /// <summary>Says what runs for what is stored under the name of the receiver.</summary>
    public void Serve(string receiver, InboxMode mode, bool inTransaction, StoredRun run) =>
        inbox.AddReceiver(new InboxReceiver { Name = receiver, Mode = mode, InTransaction = inTransaction, Handler = run.RunAsync });

    /// <summary>Stores a webhook once, and runs its handler unless it took effect before: at once or later, as the receiver's mode says.</summary>
    public ValueTask<InboxAnswer> TakeAsync(ReceivedWebhook webhook)
    {
        var receiving = inbox.ReceiveAsync(ToEvent(webhook));
        return receiving.IsCompletedSuccessfully ? new(Read(receiving.Result)) : WaitAsync(receiving);
    }

    /// <summary>Stores a webhook in a transaction in which it is then handled.</summary>
    public async ValueTask<InboxAnswer> RecordAsync(ReceivedWebhook webhook, DbTransaction transaction) =>
        Read(await inbox.ReceiveAsync(ToEvent(webhook), transaction, webhook.Cancellation).ConfigureAwait(false));

    private static async ValueTask<InboxAnswer> WaitAsync(ValueTask<InboxReceipt> receiving) => Read(await receiving.ConfigureAwait(false));

    private InboxEvent ToEvent(ReceivedWebhook webhook) => new()
    {
        Receiver = webhook.Receiver,
        Source = webhook.Source,
        Id = webhook.Id,
        Type = webhook.Type,
        Timestamp = webhook.Timestamp ?? timeProvider.GetUtcNow(),
        Body = webhook.Body,
        ContentType = webhook.Header("Content-Type") ?? UnknownContent,
        HeaderLines = webhook.Keep(kept.IsKept),
    };

    private static InboxAnswer Read(InboxReceipt receipt) => receipt.Outcome switch
    {
        InboxOutcome.Stored or InboxOutcome.Processed => new InboxAnswer(InboxVerdict.Accepted),
        InboxOutcome.Duplicate => new InboxAnswer(InboxVerdict.Duplicate),
        InboxOutcome.InFlight => new InboxAnswer(InboxVerdict.InFlight, WebhookResult.RetryLater(receipt.RetryAfter)),
        InboxOutcome.Clash => new InboxAnswer(InboxVerdict.Clash),
        InboxOutcome.Busy => new InboxAnswer(InboxVerdict.NotTaken, WebhookResult.RetryLater(receipt.RetryAfter)),
        InboxOutcome.RetryLater => new InboxAnswer(InboxVerdict.Accepted, WebhookResult.RetryLater(receipt.RetryAfter)),
        InboxOutcome.Refused => new InboxAnswer(InboxVerdict.Accepted, WebhookResult.Refuse(receipt.Detail!)),
        InboxOutcome.Malformed => new InboxAnswer(InboxVerdict.NotTaken, WebhookResult.Refuse("The id or the type is too long.")),
        _ => new InboxAnswer(InboxVerdict.Failed),
    };
}
