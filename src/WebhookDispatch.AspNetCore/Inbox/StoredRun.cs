using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.Inbox;

namespace WebhookDispatch.AspNetCore.Inbox;

/// <summary>Runs a receiver's handler for what the inbox has stored: from its bytes, in a scope of its own.</summary>
/// <param name="handlers">The handlers.</param>
/// <param name="transactional">Gives each run a transaction; <see langword="null"/> when the receiver has none.</param>
internal sealed class StoredRun(HandlerTable handlers, TransactionalRun? transactional)
{
    public async ValueTask<InboxResult> RunAsync(InboxRun run, CancellationToken cancellationToken)
    {
        var stored = run.Event;
        var identity = new WebhookIdentity(stored.Receiver, stored.Source ?? stored.Receiver, stored.Id, stored.Type, stored.Timestamp);
        var webhook = new ReceivedWebhook(identity, stored.Body, new StoredHeaders(stored.ContentType, stored.HeaderLines), run.Services, cancellationToken);
        try
        {
            // Refused before it was stored, unless the handlers have changed since.
            return handlers.Prepare(webhook) is { } faults
                ? InboxResult.Refuse($"The body is not what its type asks for: {string.Join(", ", faults.Fields.Select(field => field.Key))}.")
                : Read(transactional is null
                    ? await webhook.RunAsync().ConfigureAwait(false)
                    : (await transactional.RunAsync(webhook, record: null).ConfigureAwait(false)).Result);
        }
        finally
        {
            webhook.End();
        }
    }

    private static InboxResult Read(WebhookResult result) => result.Kind switch
    {
        WebhookResultKind.RetryLater => InboxResult.RetryLater(result.RetryAfter),
        WebhookResultKind.Refuse => InboxResult.Refuse(result.Detail!),
        _ => InboxResult.Done,
    };
}
