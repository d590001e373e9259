using System.Data.Common;
using System.Runtime.CompilerServices;
using WebhookDispatch.Directory;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Publishing;

/// <summary>Matches, stores, and hands over what this process can send at once.</summary>
internal sealed class WebhookPublisher(
    OpenStore store, EventRows eventRows, IHandOff handOff, PublishQuota quota, CommitWatch commits, WebhookDispatchMetrics metrics)
    : IWebhookPublisher
{
    private readonly Func<string, bool> _reserve = handOff.TryReserve;
    private readonly Action _signal = handOff.Signal;

    public async ValueTask<PublishResult> PublishAsync(
        WebhookEvent webhookEvent, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        return (await PublishAllAsync([webhookEvent], options ?? PublishOptions.Default, cancellationToken).ConfigureAwait(false))[0];
    }

    public async ValueTask<PublishResult> PublishAsync(
        WebhookEvent webhookEvent, DbTransaction transaction, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        return (await PublishAsync([webhookEvent], transaction, options, cancellationToken).ConfigureAwait(false))[0];
    }

    public async ValueTask<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<WebhookEvent> webhookEvents, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhookEvents);
        return webhookEvents.Count == 0
            ? []
            : await PublishAllAsync(webhookEvents, options ?? PublishOptions.Default, cancellationToken).ConfigureAwait(false);
    }

    // Its state machine is used again: await the result once and directly.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PublishResult[]> PublishAllAsync(
        IReadOnlyList<WebhookEvent> webhookEvents, PublishOptions options, CancellationToken cancellationToken)
    {
        eventRows.Check(webhookEvents, options);
        quota.CheckPayloads(webhookEvents, options.Tenant);
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        var rows = await eventRows.MakeAsync(webhookEvents, options, _reserve, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<EnqueueResult> results;
        try
        {
            await quota.AdmitAsync(rows, options.Tenant, cancellationToken).ConfigureAwait(false);
            results = await opened.EnqueueAsync(rows, handOff.Lease, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            foreach (var row in rows)
            {
                ReturnReservations(row);
            }

            throw;
        }

        results = await ForgiveEnvelopesAsync(opened, rows, results, cancellationToken).ConfigureAwait(false);
        return Finish(rows, results, _signal);
    }

    public async ValueTask<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<WebhookEvent> webhookEvents, DbTransaction transaction, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhookEvents);
        ArgumentNullException.ThrowIfNull(transaction);
        eventRows.Check(webhookEvents, options ??= PublishOptions.Default);
        quota.CheckPayloads(webhookEvents, options.Tenant);
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        if (opened is not ITransactionalQueue queue)
        {
            throw new TransactionRefusedException(
                TransactionRefusal.StoreCannot,
                $"{opened.GetType().Name} cannot publish within a transaction. Keep webhooks in the application's own PostgreSQL database (UsePostgreSql), or publish after the commit.");
        }

        if (CommitWatch.HasEnded(transaction))
        {
            throw new TransactionRefusedException(
                TransactionRefusal.Ended, "The transaction has been committed, rolled back or disposed. Publish before you commit it.");
        }

        if (webhookEvents.Count == 0)
        {
            return [];
        }

        var rows = await eventRows.MakeAsync(webhookEvents, options, static _ => false, cancellationToken).ConfigureAwait(false);
        await quota.AdmitAsync(rows, options.Tenant, cancellationToken).ConfigureAwait(false);
        var results = await queue.EnqueueAsync(rows, transaction, cancellationToken).ConfigureAwait(false);
        results = await ForgiveEnvelopesAsync(opened, rows, results, cancellationToken).ConfigureAwait(false);
        return Finish(rows, results, () => commits.Add(transaction, queue));
    }

    // An envelope holds a new time whenever it is made, and mostly a new id, so that a caller who publishes again under the same key or
    // id brings other bytes for the same data. What the caller said is the data.
    private static async ValueTask<IReadOnlyList<EnqueueResult>> ForgiveEnvelopesAsync(
        IDeliveryHistory history, NewEvent[] rows, IReadOnlyList<EnqueueResult> results, CancellationToken cancellationToken)
    {
        EnqueueResult[]? forgiven = null;
        for (var i = 0; i < rows.Length; i++)
        {
            if (results[i].Status is EnqueueStatus.KeyClash or EnqueueStatus.IdClash
                && await history.FindEventAsync(rows[i].Tenant, results[i].EventId, cancellationToken).ConfigureAwait(false) is { } first
                && SaysTheSame(first.Event, rows[i].Event))
            {
                forgiven ??= [.. results];
                forgiven[i] = results[i] with { Status = EnqueueStatus.Duplicate };
            }
        }

        return forgiven ?? results;
    }

    private static bool SaysTheSame(WebhookEvent first, WebhookEvent second) =>
        string.Equals(first.Type, second.Type, StringComparison.Ordinal) && EventEnvelope.SayTheSame(first.Body.Span, second.Body.Span);

    /// <param name="rows">What was to be stored.</param>
    /// <param name="results">What became of it.</param>
    /// <param name="signal">Says that deliveries were stored that are due and nobody holds.</param>
    private PublishResult[] Finish(NewEvent[] rows, IReadOnlyList<EnqueueResult> results, Action signal)
    {
        var published = new PublishResult[rows.Length];
        EnqueueResult? clash = null;
        var unheld = false;
        for (var i = 0; i < rows.Length; i++)
        {
            var result = results[i];
            published[i] = new PublishResult(result.EventId, result.Deliveries, result.Status != EnqueueStatus.Stored);
            if (result.Status != EnqueueStatus.Stored)
            {
                ReturnReservations(rows[i]);
                clash ??= result.Status is EnqueueStatus.KeyClash or EnqueueStatus.IdClash ? result : null;
                continue;
            }

            metrics.Published();
            unheld |= result.Leased.Count < result.Deliveries && rows[i].DueIn == TimeSpan.Zero;
            foreach (var delivery in result.Leased)
            {
                handOff.Offer(delivery);
            }
        }

        if (unheld)
        {
            signal();
        }

        return clash is null ? published : throw new IdempotencyClashException(clash.EventId, clash.Status == EnqueueStatus.KeyClash);
    }

    private void ReturnReservations(NewEvent row)
    {
        foreach (var delivery in row.Deliveries)
        {
            if (delivery.Leased)
            {
                handOff.Return(delivery.EndpointId);
            }
        }
    }
}
