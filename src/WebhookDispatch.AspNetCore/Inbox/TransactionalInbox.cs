using System.Data.Common;
using WebhookDispatch.AspNetCore.Handling;

namespace WebhookDispatch.AspNetCore.Inbox;

/// <summary>Runs handlers inside a transaction of the application, which also holds that the webhook came: both commit, or neither.</summary>
internal sealed class TransactionalInbox(
    ReceiverInbox inbox, Func<IServiceProvider, CancellationToken, ValueTask<DbTransaction>> begin)
{
    public async Task<InboxAnswer> TakeAsync(ReceivedWebhook webhook)
    {
        var transaction = await begin(webhook.Services, webhook.Cancellation).ConfigureAwait(false);

        // What is not committed is rolled back when it is disposed.
        await using var _ = transaction.ConfigureAwait(false);
        var recorded = await inbox.RecordAsync(webhook, transaction).ConfigureAwait(false);
        if (recorded.Verdict != InboxVerdict.Accepted)
        {
            return recorded;
        }

        webhook.Transaction = transaction;
        var result = await webhook.RunAsync().ConfigureAwait(false);
        if (result.Kind is WebhookResultKind.Done or WebhookResultKind.Accepted)
        {
            await transaction.CommitAsync(webhook.Cancellation).ConfigureAwait(false);
        }

        return new InboxAnswer(InboxVerdict.Accepted, result);
    }
}
