namespace WebhookDispatch.Stores;

/// <summary>The read side, and what an operator may change. Every method that names a tenant neither sees nor touches another's.</summary>
public interface IDeliveryHistory
{
    /// <summary>What happened to one event: its deliveries and every attempt.</summary>
    /// <param name="tenant">The tenant it belongs to; empty where there is only one.</param>
    /// <param name="eventId">Its id.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>The event, or <see langword="null"/> when there is none of that id.</returns>
    ValueTask<EventHistory?> FindEventAsync(string tenant, string eventId, CancellationToken cancellationToken);

    /// <summary>Whether an event of that id is stored. An inbox asks for every event that arrives. Unless a store does better, it is found.</summary>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="eventId">Its id.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    async ValueTask<bool> IsStoredAsync(string tenant, string eventId, CancellationToken cancellationToken) =>
        await FindEventAsync(tenant, eventId, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Lists deliveries by falling id: the newest first.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="before">Only those with a smaller id; <see langword="null"/> begins with the newest.</param>
    /// <param name="limit">The most to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    ValueTask<IReadOnlyList<DeliveryRecord>> ListDeliveriesAsync(DeliveryFilter filter, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>How many deliveries there are in each state, over all tenants.</summary>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    ValueTask<DeliveryCounts> CountDeliveriesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// How many deliveries wait for some endpoints, held ones included, counted up to a limit: for a quota, so cheap is better
    /// than exact. Unless a store does better, it lists them.
    /// </summary>
    /// <param name="endpointIds">The endpoints; those of one tenant.</param>
    /// <param name="limit">Where counting may stop, at least 1.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    async ValueTask<int> CountWaitingAsync(IReadOnlyList<string> endpointIds, int limit, CancellationToken cancellationToken)
    {
        const int PageSize = 1000;
        var count = 0;
        foreach (var endpointId in endpointIds)
        {
            var filter = new DeliveryFilter { EndpointId = endpointId, State = DeliveryState.Waiting };
            long? before = null;
            IReadOnlyList<DeliveryRecord> page = [];
            do
            {
                page = await ListDeliveriesAsync(filter, before, PageSize, cancellationToken).ConfigureAwait(false);
                count += page.Count;
                before = page.Count > 0 ? page[^1].DeliveryId : before;
            }
            while (page.Count == PageSize && count < limit);
        }

        return Math.Min(count, limit);
    }

    /// <summary>Ends a waiting delivery as cancelled, with the reason <c>cancelled</c>; a held one, too. An attempt in flight is not recalled; should it succeed, the delivery counts as delivered.</summary>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="deliveryId">Its id.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether it was waiting.</returns>
    ValueTask<bool> CancelDeliveryAsync(string tenant, long deliveryId, CancellationToken cancellationToken);

    /// <summary>
    /// Puts ended deliveries back into the queue, due now, in a new epoch with no attempts spent: the dead, the cancelled and
    /// the expired, and the delivered only by a filter that names their state. A replayed delivery no longer expires; the other
    /// deliveries of its event still do.
    /// </summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="after">Only those with a greater id: the <see cref="ReplayBatch.LastId"/> of the batch before, 0 at first.</param>
    /// <param name="limit">The most to replay in this call, 1 to 5,000.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>What was done; fewer than <paramref name="limit"/> when nothing is left after <see cref="ReplayBatch.LastId"/>.</returns>
    ValueTask<ReplayBatch> ReplayDeliveriesAsync(DeliveryFilter filter, long after, int limit, CancellationToken cancellationToken);
}
