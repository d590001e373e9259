using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.EntityFrameworkCore;

/// <summary>Stores collected events, in their order, in a transaction.</summary>
internal sealed class WebhookWriter(IWebhookPublisher publisher)
{
    /// <exception cref="DbUpdateException">The database failed; an execution strategy sees by the inner exception whether to try again.</exception>
    internal async ValueTask WriteAsync(CollectedWebhooks collected, DbTransaction transaction, Guid transactionId, CancellationToken cancellationToken)
    {
        try
        {
            var next = 0;
            while (next < collected.All.Count)
            {
                var together = CountTogether(collected.All, next);
                var events = collected.All.Skip(next).Take(together).Select(webhook => webhook.Event).ToList();
                await publisher.PublishAsync(events, transaction, collected.All[next].Options, cancellationToken).ConfigureAwait(false);
                next += together;
            }
        }
        catch (StoreUnavailableException exception) when (exception.InnerException is DbException failure)
        {
            throw new DbUpdateException($"The webhooks of this context could not be stored, and none of its changes is. {exception.Message}", failure);
        }

        collected.Stored(transactionId);
    }

    // Events with the same options are stored by one statement; a key belongs to one event.
    private static int CountTogether(IReadOnlyList<CollectedWebhook> webhooks, int first)
    {
        var options = webhooks[first].Options;
        var count = 1;
        while (options.IdempotencyKey is null && first + count < webhooks.Count && webhooks[first + count].Options == options)
        {
            count++;
        }

        return count;
    }
}
