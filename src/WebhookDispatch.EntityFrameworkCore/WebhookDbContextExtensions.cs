using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;

namespace WebhookDispatch.EntityFrameworkCore;

/// <summary>Publishes webhooks with a context's changes.</summary>
public static class WebhookDbContextExtensions
{
    /// <summary>
    /// Collects an event. The context's next <c>SaveChanges</c> stores it in the transaction in which it saves: EF Core's own, or the
    /// current one that you began, also on a retry by an execution strategy. It is sent after the commit, and never when the
    /// transaction is rolled back.
    /// </summary>
    /// <remarks>
    /// A <c>SaveChanges</c> that fails stores no event; like changed entities, events stay collected for the next one, or are dropped
    /// by <see cref="DiscardWebhooks"/>. What the store refuses, such as an idempotency clash, fails the <c>SaveChanges</c>. An event
    /// collected twice under one id is published once. What is still collected when the context is disposed or goes back to its
    /// pool is dropped, as unsaved entities are. Not for use under a <c>TransactionScope</c>.
    /// </remarks>
    /// <param name="context">The context; its options must have been given <c>UseWebhookDispatch</c>.</param>
    /// <param name="webhookEvent">What happened.</param>
    /// <param name="options">For whom, when and until when; by default for every listening endpoint, now, without end. Times count from <c>SaveChanges</c>.</param>
    /// <exception cref="InvalidOperationException">The options of the context lack <c>UseWebhookDispatch</c>, or its database is not a relational one.</exception>
    public static void PublishWebhook(this DbContext context, WebhookEvent webhookEvent, PublishOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(webhookEvent);
        if (WebhookInterceptor.Find(context.GetService<IDbContextOptions>()) is null)
        {
            throw new InvalidOperationException(
                $"{context.GetType().Name} cannot publish webhooks, they would never be stored. Register it with AddDbContext((provider, options) => options.UseNpgsql(…).UseWebhookDispatch(provider)).");
        }

        if (!context.Database.IsRelational())
        {
            throw new InvalidOperationException($"{context.GetType().Name} uses {context.Database.ProviderName}, which has no transactions to publish in.");
        }

        CollectedWebhooks.Of(context).Add(webhookEvent, options ?? PublishOptions.Default);
    }

    /// <summary>Drops the events that are collected and not stored yet.</summary>
    /// <param name="context">The context.</param>
    /// <returns>How many were dropped.</returns>
    public static int DiscardWebhooks(this DbContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return CollectedWebhooks.Find(context)?.Clear() ?? 0;
    }
}
