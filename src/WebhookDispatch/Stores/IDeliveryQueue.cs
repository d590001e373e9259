namespace WebhookDispatch.Stores;

/// <summary>
/// The hot side of a store: a queue in which a delivery becomes visible when it is due. A claim moves its due time past the
/// lease and gives it a new token; there is no claimed state, so a claim that is abandoned simply becomes due again.
/// Every method may be called from many threads. A store that cannot accept throws <see cref="StoreUnavailableException"/>.
/// </summary>
public interface IDeliveryQueue
{
    /// <summary>
    /// Stores events and their deliveries, all or none of each call, and returns once they survive a crash. A duplicate or a
    /// clash is a result, not a failure: the other events of the call are stored. Of two equal ones in a call the first is stored.
    /// </summary>
    /// <param name="events">What to store; each with the endpoints that were matched for it.</param>
    /// <param name="lease">How long deliveries marked <see cref="NewDelivery.Leased"/> are held by the caller.</param>
    /// <param name="cancellationToken">Stops waiting only before the events have been admitted; after that their commit is awaited.</param>
    /// <returns>One result for each event, in order.</returns>
    ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(IReadOnlyList<NewEvent> events, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Takes deliveries that are due, a few for each endpoint, beginning after the cursor of the claim before; those of one
    /// endpoint by due time, then by id, or one by one where it is <see cref="ClaimRequest.Ordered"/>. Whether their events
    /// have expired is marked, not judged: the caller ends them.
    /// </summary>
    /// <param name="request">How many, for which endpoints, for how long.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Records what became of claimed deliveries, in one transaction. Fenced: a retry, an end or a release counts only
    /// while the delivery still carries the claim's token, which it does until it is settled, claimed again, cancelled or
    /// replayed, even past the end of the lease; a success counts in the same replay epoch, whoever holds the delivery now
    /// and however it ended meanwhile, because the receiver has it. An attempt of an outcome that is applied is spent; a
    /// release spends none and takes its claim back.
    /// </summary>
    /// <param name="settlements">The outcomes; at most one for each delivery.</param>
    /// <param name="cancellationToken">Stops waiting only before the settlements have been admitted.</param>
    /// <returns>For each settlement, in order, whether it was applied; <see langword="false"/> for a stale one, whose attempt is kept as history all the same.</returns>
    ValueTask<IReadOnlyList<bool>> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken);
}
