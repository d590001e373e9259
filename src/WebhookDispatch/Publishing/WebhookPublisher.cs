using System.Runtime.CompilerServices;
using WebhookDispatch.Attempts;
using WebhookDispatch.Directory;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch.Publishing;

/// <summary>Matches, stores, and hands over what this process can send at once.</summary>
internal sealed class WebhookPublisher(
    OpenStore store, EndpointDirectory directory, IHandOff handOff, PublishQuota quota, SendingOptions sending, WebhookDispatchMetrics metrics, TimeProvider timeProvider)
    : IWebhookPublisher
{
    public async ValueTask<PublishResult> PublishAsync(
        WebhookEvent webhookEvent, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        return (await PublishAllAsync([webhookEvent], options ?? PublishOptions.Default, cancellationToken).ConfigureAwait(false))[0];
    }

    public async ValueTask<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<WebhookEvent> webhookEvents, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(webhookEvents);
        if (options is { IdempotencyKey: not null } && webhookEvents.Count > 1)
        {
            throw new ArgumentException("PublishOptions.IdempotencyKey names one event; publish events with keys one by one.", nameof(options));
        }

        return webhookEvents.Count == 0
            ? []
            : await PublishAllAsync(webhookEvents, options ?? PublishOptions.Default, cancellationToken).ConfigureAwait(false);
    }

    // Its state machine is used again: await the result once and directly.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PublishResult[]> PublishAllAsync(
        IReadOnlyList<WebhookEvent> webhookEvents, PublishOptions options, CancellationToken cancellationToken)
    {
        options.ThrowIfInvalid();
        foreach (var webhookEvent in webhookEvents)
        {
            ArgumentNullException.ThrowIfNull(webhookEvent, nameof(webhookEvents));
            if (webhookEvent.Body.Length > sending.MaxPayloadBytes)
            {
                throw new PayloadTooLargeException(webhookEvent.Id, webhookEvent.Body.Length, sending.MaxPayloadBytes);
            }
        }

        quota.CheckPayloads(webhookEvents, options.Tenant);
        var snapshot = await directory.GetAsync(cancellationToken).ConfigureAwait(false);
        var opened = await store.GetAsync(cancellationToken).ConfigureAwait(false);
        var rows = Prepare(webhookEvents, options, snapshot);
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

        return Finish(rows, await ForgiveEnvelopesAsync(opened, rows, results, cancellationToken).ConfigureAwait(false));
    }

    // An envelope holds a new id and time whenever it is made, so that a caller who publishes again under the same key brings
    // other bytes for the same data. What the caller said is the data.
    private static async ValueTask<IReadOnlyList<EnqueueResult>> ForgiveEnvelopesAsync(
        IDeliveryHistory history, NewEvent[] rows, IReadOnlyList<EnqueueResult> results, CancellationToken cancellationToken)
    {
        if (rows.Length != 1 || results[0].Status != EnqueueStatus.KeyClash)
        {
            return results;
        }

        var first = await history.FindEventAsync(rows[0].Tenant, results[0].EventId, cancellationToken).ConfigureAwait(false);
        return first is not null && SaysTheSame(first.Event, rows[0].Event) ? [results[0] with { Status = EnqueueStatus.Duplicate }] : results;
    }

    private static bool SaysTheSame(WebhookEvent first, WebhookEvent second)
    {
        var data = EventEnvelope.DataOf(second.Body.Span);
        return string.Equals(first.Type, second.Type, StringComparison.Ordinal)
            && !data.IsEmpty
            && EventEnvelope.DataOf(first.Body.Span).SequenceEqual(data);
    }

    private NewEvent[] Prepare(IReadOnlyList<WebhookEvent> webhookEvents, PublishOptions options, EndpointSnapshot snapshot)
    {
        var dueIn = options.DeliverAt is { } deliverAt && deliverAt - timeProvider.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero;
        var rows = new NewEvent[webhookEvents.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var endpointIds = Listeners(webhookEvents[i], options, snapshot);
            var deliveries = new NewDelivery[endpointIds.Count];
            for (var j = 0; j < deliveries.Length; j++)
            {
                deliveries[j] = new NewDelivery(endpointIds[j], dueIn == TimeSpan.Zero && handOff.TryReserve(endpointIds[j]));
            }

            rows[i] = new NewEvent
            {
                Event = webhookEvents[i],
                Tenant = options.Tenant,
                IdempotencyKey = options.IdempotencyKey,
                DueIn = dueIn,
                ExpiresIn = options.ExpiresAfter,
                Deliveries = deliveries,
            };
        }

        return rows;
    }

    private static IReadOnlyList<string> Listeners(WebhookEvent webhookEvent, PublishOptions options, EndpointSnapshot snapshot)
    {
        if (options.EndpointId is not { } endpointId)
        {
            return snapshot.Match(options.Tenant, webhookEvent.Type);
        }

        // Another tenant's endpoint is as unknown as one that does not exist.
        return snapshot.Find(endpointId) is { } endpoint && string.Equals(endpoint.Tenant, options.Tenant, StringComparison.Ordinal)
            ? [endpointId]
            : throw new UnknownEndpointException(endpointId);
    }

    private PublishResult[] Finish(NewEvent[] rows, IReadOnlyList<EnqueueResult> results)
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
            handOff.Signal();
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
