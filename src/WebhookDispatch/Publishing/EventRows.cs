using WebhookDispatch.Attempts;
using WebhookDispatch.Directory;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Publishing;

/// <summary>Checks events and finds who gets them.</summary>
internal sealed class EventRows(EndpointDirectory directory, SendingOptions sending, TimeProvider timeProvider)
{
    /// <exception cref="ArgumentException">The options do not go together, or not with the events.</exception>
    /// <exception cref="PayloadTooLargeException">A body is too large.</exception>
    internal void Check(IReadOnlyList<WebhookEvent> webhookEvents, PublishOptions options)
    {
        options.ThrowIfInvalid();
        if (options.IdempotencyKey is not null && webhookEvents.Count > 1)
        {
            throw new ArgumentException("PublishOptions.IdempotencyKey names one event; publish events with keys one by one.", nameof(options));
        }

        foreach (var webhookEvent in webhookEvents)
        {
            ArgumentNullException.ThrowIfNull(webhookEvent, nameof(webhookEvents));
            if (webhookEvent.Body.Length > sending.MaxPayloadBytes)
            {
                throw new PayloadTooLargeException(webhookEvent.Id, webhookEvent.Body.Length, sending.MaxPayloadBytes);
            }
        }
    }

    /// <param name="webhookEvents">What happened.</param>
    /// <param name="options">For whom and when.</param>
    /// <param name="reserve">Whether the caller itself sends to an endpoint; asked only for what is due at once.</param>
    /// <param name="cancellationToken">Stops waiting for the endpoints.</param>
    internal async ValueTask<NewEvent[]> MakeAsync(
        IReadOnlyList<WebhookEvent> webhookEvents, PublishOptions options, Func<string, bool> reserve, CancellationToken cancellationToken) =>
        Make(webhookEvents, options, await directory.GetAsync(cancellationToken).ConfigureAwait(false), reserve);

    private NewEvent[] Make(IReadOnlyList<WebhookEvent> webhookEvents, PublishOptions options, EndpointSnapshot snapshot, Func<string, bool> reserve)
    {
        var dueIn = options.DeliverAt is { } deliverAt && deliverAt - timeProvider.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero;
        if (options.ExpiresAfter <= dueIn)
        {
            throw new ArgumentException($"PublishOptions.ExpiresAfter is {options.ExpiresAfter} and DeliverAt {options.DeliverAt:O}: it would expire before it may be sent. Let it expire later.", nameof(options));
        }

        var listeners = new IReadOnlyList<string>[webhookEvents.Count];
        for (var i = 0; i < listeners.Length; i++)
        {
            // All before the first reservation: an endpoint that is unknown must leave none behind.
            listeners[i] = Listeners(webhookEvents[i], options, snapshot);
        }

        var rows = new NewEvent[listeners.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var deliveries = new NewDelivery[listeners[i].Count];
            for (var j = 0; j < deliveries.Length; j++)
            {
                deliveries[j] = new NewDelivery(listeners[i][j], dueIn == TimeSpan.Zero && reserve(listeners[i][j])) { AnyOrder = !snapshot.IsShared(listeners[i][j]) };
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
}
