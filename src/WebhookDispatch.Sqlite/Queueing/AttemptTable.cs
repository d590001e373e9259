using WebhookDispatch.Deliveries;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>The table of attempts.</summary>
internal static class AttemptTable
{
    internal static void Insert(WriteSession session, Settlement settlement, bool stale)
    {
        if (settlement.Attempt is { } attempt)
        {
            Insert(session, settlement.Delivery.DeliveryId, settlement.Delivery.Epoch, attempt, stale);
        }
    }

    internal static void Insert(WriteSession session, long delivery, int epoch, DeliveryAttempt attempt, bool stale) =>
        session.Database[Query.InsertAttempt]
            .Bind(1, delivery).Bind(2, session.Ledger.TakeToken()).Bind(3, epoch).Bind(4, attempt.Number)
            .Bind(5, Instant.Of(attempt.StartedAt)).Bind(6, Instant.Length(attempt.Duration)).Bind(7, DeliveryWords.Of(attempt.Failure))
            .Bind(8, attempt.StatusCode).Bind(9, attempt.RetryAfter is { } wait ? Instant.Length(wait) : (long?)null)
            .Bind(10, attempt.ResponseExcerpt).Bind(11, attempt.ResponseTruncated).Bind(12, stale)
            .Run();

    /// <summary>Whether all that is to be said of an attempt fits into the row of the delivery that it ended.</summary>
    internal static bool FitsIntoEnded(DeliveryAttempt attempt, int attempts) =>
        attempt is { Failure: AttemptFailure.None, RetryAfter: null } && attempt.Number == attempts;

    internal static void Delete(WriteSession session, long delivery) =>
        session.Database[Query.DeleteAttempts].Bind(1, delivery).Run();

    /// <summary>Reads an attempt from a row that begins with its delivery.</summary>
    internal static RecordedAttempt Read(Statement row) => new(
        row.Int(1),
        new DeliveryAttempt
        {
            Number = row.Int(2),
            StartedAt = Instant.ToDateTimeOffset(row.Long(3)),
            Duration = TimeSpan.FromMicroseconds(row.Long(4)),
            Failure = DeliveryWords.ToFailure(row.Text(5)),
            StatusCode = row.IntOrNull(6),
            RetryAfter = row.LongOrNull(7) is { } wait ? TimeSpan.FromMicroseconds(wait) : null,
            ResponseExcerpt = row.TextOrNull(8),
            ResponseTruncated = row.Bool(9),
        },
        row.Bool(10));
}
