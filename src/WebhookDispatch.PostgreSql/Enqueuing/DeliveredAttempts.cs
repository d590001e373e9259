using WebhookDispatch.Deliveries;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Enqueuing;

/// <summary>
/// Stores the attempts of deliveries that came as delivered. A statement of its own, so that the one that stores events does not grow by
/// what nearly none needs; outside a transaction of the caller's, a crash between the two leaves the delivery without its history.
/// </summary>
internal static class DeliveredAttempts
{
    /// <param name="statements">What the statement is run on.</param>
    /// <param name="stored">Events that were stored, each with the id of its first delivery.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    internal static async ValueTask StoreAsync(IStatements statements, IEnumerable<(NewEvent Event, long FirstDelivery)> stored, CancellationToken cancellationToken)
    {
        (long Delivery, DeliveryAttempt Attempt)[] made =
        [
            .. from one in stored
               from delivery in one.Event.Deliveries.Index()
               where delivery.Item.Attempt is not null
               select (one.FirstDelivery + delivery.Index, delivery.Item.Attempt),
        ];
        if (made.Length == 0)
        {
            return;
        }

        var attempts = Array.ConvertAll(made, row => row.Attempt);
        await statements.ChangeAsync(
            Query.RecordAttempts,
            parameters => parameters
                .Longs(Array.ConvertAll(made, row => row.Delivery)).Ints(Array.ConvertAll(attempts, attempt => attempt.Number))
                .Instants(Array.ConvertAll(attempts, attempt => (DateTime?)attempt.StartedAt.UtcDateTime)).Longs(Array.ConvertAll(attempts, attempt => Length.Of(attempt.Duration)))
                .Texts(Array.ConvertAll(attempts, attempt => DeliveryWords.Of(attempt.Failure))).Ints(Array.ConvertAll(attempts, attempt => attempt.StatusCode))
                .Longs(Array.ConvertAll(attempts, attempt => Length.Of(attempt.RetryAfter))).Texts(Array.ConvertAll(attempts, attempt => attempt.ResponseExcerpt))
                .Bools(Array.ConvertAll(attempts, attempt => attempt.ResponseTruncated)),
            cancellationToken).ConfigureAwait(false);
    }
}
