using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using WebhookDispatch.Events;
using WebhookDispatch.Publishing;

namespace WebhookDispatch.EntityFrameworkCore;

/// <summary>What one context has collected, and how it is saving.</summary>
internal sealed class CollectedWebhooks
{
    private static readonly ConditionalWeakTable<DbContext, CollectedWebhooks> ByContext = [];

    private readonly List<CollectedWebhook> _webhooks = [];
    private DbContextId _lease;
    private AutoTransactionBehavior? _former;

    internal IReadOnlyList<CollectedWebhook> All => _webhooks;

    /// <summary>Whether a <c>SaveChanges</c> is under way whose transaction is EF Core's own.</summary>
    internal bool SavesAlone => _former is not null;

    internal static CollectedWebhooks Of(DbContext context) => Current(context, ByContext.GetOrCreateValue(context));

    /// <summary>What a context has collected; <see langword="null"/> when it never has.</summary>
    internal static CollectedWebhooks? Find(DbContext? context) =>
        context is not null && ByContext.TryGetValue(context, out var found) ? Current(context, found) : null;

    internal void Add(WebhookEvent webhookEvent, PublishOptions options)
    {
        _webhooks.RemoveAll(known => string.Equals(known.Event.Id, webhookEvent.Id, StringComparison.Ordinal)
            && string.Equals(known.Options.Tenant, options.Tenant, StringComparison.Ordinal));
        _webhooks.Add(new CollectedWebhook(webhookEvent, options));
    }

    internal int Clear()
    {
        var count = _webhooks.Count;
        _webhooks.Clear();
        return count;
    }

    /// <summary>EF Core begins a transaction only where it has several statements; with a webhook there is always one more.</summary>
    internal void BeginAlone(DbContext context)
    {
        _former ??= context.Database.AutoTransactionBehavior;
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
    }

    internal void EndAlone(DbContext context)
    {
        if (_former is { } former)
        {
            context.Database.AutoTransactionBehavior = former;
            _former = null;
        }
    }

    internal void Stored(Guid transactionId) => _webhooks.ForEach(webhook => webhook.StoredIn = transactionId);

    internal void Committed(Guid transactionId) => _webhooks.RemoveAll(webhook => webhook.StoredIn == transactionId);

    // A context of a pool is the same object for one user after the other.
    private static CollectedWebhooks Current(DbContext context, CollectedWebhooks collected)
    {
        if (!collected._lease.Equals(context.ContextId))
        {
            collected._webhooks.Clear();
            collected._former = null;
            collected._lease = context.ContextId;
        }

        return collected;
    }
}
