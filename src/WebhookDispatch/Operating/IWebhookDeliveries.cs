using WebhookDispatch.Stores;

namespace WebhookDispatch.Operating;

/// <summary>Published events after publishing: what happened, what is dead, what to send again.</summary>
public interface IWebhookDeliveries
{
    /// <summary>What happened to one event: every delivery and every attempt.</summary>
    /// <param name="eventId">Its id.</param>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>The event, or <see langword="null"/> when the tenant has none of that id.</returns>
    ValueTask<EventHistory?> FindEventAsync(string eventId, string tenant = "", CancellationToken cancellationToken = default);

    /// <summary>Lists deliveries, newest first. Dead letters are those of state <see cref="DeliveryState.Dead"/>.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<DeliveryRecord> ListAsync(DeliveryFilter filter, CancellationToken cancellationToken = default);

    /// <summary>How many deliveries there are in each state, over all tenants.</summary>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    ValueTask<DeliveryCounts> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Cancels a waiting delivery.</summary>
    /// <param name="deliveryId">Its id.</param>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether it was waiting.</returns>
    ValueTask<bool> CancelAsync(long deliveryId, string tenant = "", CancellationToken cancellationToken = default);

    /// <summary>Puts one dead, cancelled or expired delivery back into the queue: same event id, same bytes, the current secret, attempts counted anew.</summary>
    /// <param name="deliveryId">Its id.</param>
    /// <param name="tenant">The tenant it belongs to.</param>
    /// <param name="evenIfDelivered">
    /// Whether one that was delivered is sent again, too; not by default. A receiver that remembers the id drops it: ask for it when the
    /// receiver has lost what it had.
    /// </param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether it had ended, and otherwise than delivered unless <paramref name="evenIfDelivered"/>.</returns>
    /// <exception cref="Tenants.TenantQuotaExceededException">The tenant has replayed as many in this second as it may.</exception>
    ValueTask<bool> ReplayAsync(long deliveryId, string tenant = "", bool evenIfDelivered = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Begins to put back every delivery that matches and was published before now: a durable replay that the dispatcher works off.
    /// </summary>
    /// <param name="filter">Which ones; dead ones unless it names another state, which may be <see cref="DeliveryState.Delivered"/>.</param>
    /// <param name="perSecond">The most to put back in a second, 1 to 5,000.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>The replay, with the count of what matched.</returns>
    /// <exception cref="Tenants.TenantQuotaExceededException">The tenant that the filter names may not replay so many in a second.</exception>
    ValueTask<ReplayProgress> StartReplayAsync(DeliveryFilter filter, int perSecond = 100, CancellationToken cancellationToken = default);

    /// <summary>Every replay that was started, with its progress.</summary>
    /// <param name="tenant">Only those whose filter names this tenant; <see langword="null"/> for an operator who sees all.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    ValueTask<IReadOnlyList<ReplayProgress>> ListReplaysAsync(string? tenant = null, CancellationToken cancellationToken = default);

    /// <summary>Stops a replay; what was replayed before stays replayed.</summary>
    /// <param name="replayId">A <see cref="ReplayProgress.Id"/>.</param>
    /// <param name="tenant">The tenant that its filter must name; <see langword="null"/> for an operator who may stop any.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Whether it was running.</returns>
    ValueTask<bool> CancelReplayAsync(string replayId, string? tenant = null, CancellationToken cancellationToken = default);
}
