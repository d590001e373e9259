using System.Data.Common;
using WebhookDispatch.AspNetCore.Handling;

namespace WebhookDispatch.AspNetCore.Inbox;

/// <summary>Runs handlers inside a transaction of the application, which also holds that the webhook came: both commit, or neither.</summary>
internal sealed class TransactionalRun(Func<IServiceProvider, CancellationToken, ValueTask<DbTransaction>> begin)
{
    /// <param name="webhook">What to run.</param>
    /// <param name="record">Stores in the transaction that it came; what it does not accept is not run. <see langword="null"/> for what is stored.</param>
    public async ValueTask<InboxAnswer> RunAsync(ReceivedWebhook webhook, Func<ReceivedWebhook, DbTransaction, ValueTask<InboxAnswer>>? record)
    {
        var transaction = await begin(webhook.Services, webhook.Cancellation).ConfigureAwait(false);

        // What is not committed is rolled back when it is disposed.
        await using var _ = transaction.ConfigureAwait(false);
        if (record is not null && await record(webhook, transaction).ConfigureAwait(false) is { Verdict: not InboxVerdict.Accepted } refused)
        {
            return refused;
        }

        webhook.Transaction = transaction;
        var result = await webhook.RunAsync().ConfigureAwait(false);
        if (result.Kind is WebhookResultKind.Done or WebhookResultKind.Accepted)
        {
            await transaction.CommitAsync(webhook.Cancellation).ConfigureAwait(false);
            return new InboxAnswer(InboxVerdict.Accepted);
        }

        return new InboxAnswer(InboxVerdict.Accepted, result);
    }
}
