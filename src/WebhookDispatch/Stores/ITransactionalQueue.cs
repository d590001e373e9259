using System.Data.Common;

namespace WebhookDispatch.Stores;

/// <summary>
/// What a store offers that can write in a transaction of the caller's own: events then commit or roll back with the caller's
/// rows. A store implements it beside <see cref="IWebhookStore"/> or not at all.
/// </summary>
public interface ITransactionalQueue
{
    /// <summary>
    /// Stores events and their deliveries in a transaction that the caller ends. Nobody holds the deliveries: they are seen when
    /// the transaction commits, and are due from then on. As for the store's own transaction a duplicate or a clash is a result,
    /// and leaves the transaction usable.
    /// </summary>
    /// <param name="events">What to store; no delivery is marked <see cref="NewDelivery.Leased"/>.</param>
    /// <param name="transaction">The caller's; nobody else may use its connection meanwhile. It is neither committed nor rolled back here.</param>
    /// <param name="cancellationToken">Stops the statement. What it leaves of the transaction is up to the database: roll it back.</param>
    /// <returns>One result for each event, in order.</returns>
    /// <exception cref="TransactionRefusedException">It is of another provider or database, or cannot be written in; it is left as it was.</exception>
    ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(IReadOnlyList<NewEvent> events, DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Whether it takes part in any; <see langword="false"/> where it is only implemented to say why not. <see langword="true"/> by default.</summary>
    bool JoinsTransactions => true;

    /// <summary>
    /// Says that a transaction in which events were stored has ended, perhaps by a commit: a store that several processes share
    /// tells the others. Returns at once and never fails.
    /// </summary>
    void TransactionEnded();
}
