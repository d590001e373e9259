using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using WebhookDispatch.Publishing;

namespace WebhookDispatch.EntityFrameworkCore;

/// <summary>
/// Stores collected events in the transaction of a <c>SaveChanges</c>. Where that transaction is EF Core's own they are written just
/// before its commit, which is within the execution strategy: each retry writes them into its own transaction. Where it is the
/// caller's they are written once the changes are in it, so that a failed <c>SaveChanges</c> leaves none behind.
/// </summary>
internal sealed class WebhookInterceptor(IWebhookPublisher publisher, CommitWatch? commits) : ISaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly WebhookWriter _writer = new(publisher);

    internal static WebhookInterceptor? Find(IDbContextOptions options) =>
        options.FindExtension<CoreOptionsExtension>()?.Interceptors?.OfType<WebhookInterceptor>().FirstOrDefault();

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Begin(eventData.Context);
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Begin(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        if (CollectedWebhooks.Find(eventData.Context) is { SavesAlone: true } collected)
        {
            _writer.WriteAsync(collected, transaction, eventData.TransactionId, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }

        return result;
    }

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (CollectedWebhooks.Find(eventData.Context) is { SavesAlone: true } collected)
        {
            await _writer.WriteAsync(collected, transaction, eventData.TransactionId, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData)
    {
        CollectedWebhooks.Find(eventData.Context)?.Committed(eventData.TransactionId);
        commits?.Ended(transaction);
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionCommitted(transaction, eventData);
        return Task.CompletedTask;
    }

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        SavedChangesAsync(eventData, result, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return result;
    }

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context && CollectedWebhooks.Find(context) is { } collected)
        {
            var savedAlone = collected.SavesAlone;
            collected.EndAlone(context);
            if (collected.All.Count > 0 && savedAlone)
            {
                await StoreAloneAsync(context, collected, cancellationToken).ConfigureAwait(false);
            }
            else if (collected.All.Count > 0)
            {
                await JoinAsync(context, collected, cancellationToken).ConfigureAwait(false);
            }
        }

        return result;
    }

    public void SaveChangesFailed(DbContextErrorEventData eventData) => End(eventData.Context);

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        End(eventData.Context);
        return Task.CompletedTask;
    }

    public void SaveChangesCanceled(DbContextEventData eventData) => End(eventData.Context);

    public Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        End(eventData.Context);
        return Task.CompletedTask;
    }

    private static void Begin(DbContext? context)
    {
        if (context is null || CollectedWebhooks.Find(context) is not { All.Count: > 0 } collected)
        {
            return;
        }

        if (System.Transactions.Transaction.Current is not null || context.GetService<IDbContextTransactionManager>() is ITransactionEnlistmentManager { EnlistedTransaction: not null })
        {
            throw new InvalidOperationException(
                "Webhooks cannot be published under a TransactionScope or an enlisted transaction; begin one with context.Database.BeginTransactionAsync.");
        }

        if (context.Database.CurrentTransaction is null)
        {
            collected.BeginAlone(context);
        }
    }

    private static void End(DbContext? context)
    {
        if (context is not null)
        {
            CollectedWebhooks.Find(context)?.EndAlone(context);
        }
    }

    private async ValueTask JoinAsync(DbContext context, CollectedWebhooks collected, CancellationToken cancellationToken)
    {
        var current = context.Database.CurrentTransaction ?? throw new InvalidOperationException("The transaction ended while the changes were being saved.");
        await _writer.WriteAsync(collected, current.GetDbTransaction(), current.TransactionId, cancellationToken).ConfigureAwait(false);

        // Changes that the caller has not accepted yet are saved again if the commit fails, and so are their events. The store
        // takes an event that it has for a duplicate.
        if (!context.ChangeTracker.HasChanges())
        {
            collected.Clear();
        }
    }

    // Nothing else was to be saved, so that there was no transaction.
    private ValueTask StoreAloneAsync(DbContext context, CollectedWebhooks collected, CancellationToken cancellationToken) =>
        new(context.Database.CreateExecutionStrategy().ExecuteAsync(
            async token =>
            {
                var transaction = await context.Database.BeginTransactionAsync(token).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await _writer.WriteAsync(collected, transaction.GetDbTransaction(), transaction.TransactionId, token).ConfigureAwait(false);
                    await transaction.CommitAsync(token).ConfigureAwait(false);
                }
            },
            cancellationToken));
}
