using WebhookDispatch.Deliveries;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>The table of what has ended.</summary>
internal static class EndedTable
{
    internal static EndedRow? Find(WriteSession session, long delivery)
    {
        var row = session.Database[Query.FindEnded].Bind(1, delivery);
        EndedRow? found = row.Step()
            ? new EndedRow(row.Long(0), row.Long(1), row.Int(2), (DeliveryState)row.Int(3), row.TextOrNull(4), row.Int(5), row.Int(6))
            : null;
        row.Reset();
        return found;
    }

    /// <summary>Moves a delivery out of the queue: after each transaction it is in exactly one of the two tables.</summary>
    internal static void End(WriteSession session, in QueueRow row, DeliveryState state, string? reason, int attempts, DeliveryAttempt? delivering = null)
    {
        QueueTable.Delete(session, row);
        Insert(session, new EndedRow(row.Delivery, row.Event, row.Endpoint, state, reason, attempts, row.Epoch), delivering);
    }

    /// <summary>Moves a delivery back into the queue, due now, in its next epoch.</summary>
    internal static void Reopen(WriteSession session, in EndedRow row)
    {
        if (row.State == DeliveryState.Delivered)
        {
            session.Database[Query.KeepDeliveringAttempt].Bind(1, row.Delivery).Run();
        }

        Delete(session, row.Delivery, row.State);
        QueueTable.Insert(
            session, new QueueRow(row.Endpoint, session.Now, row.Delivery, row.Event, Attempts: 0, Claims: 0, row.Epoch + 1, LeaseToken: null));
    }

    /// <param name="session">The session.</param>
    /// <param name="row">The row.</param>
    /// <param name="delivering">The attempt that delivered it, when it is to be kept here; a table more would cost every delivery a write.</param>
    internal static void Insert(WriteSession session, in EndedRow row, DeliveryAttempt? delivering = null)
    {
        session.Database[Query.InsertEnded]
            .Bind(1, row.Delivery).Bind(2, row.Event).Bind(3, row.Endpoint).Bind(4, (int)row.State)
            .Bind(5, row.Reason).Bind(6, row.Attempts).Bind(7, row.Epoch).Bind(8, session.Now)
            .Bind(9, delivering is null ? null : session.Ledger.TakeToken())
            .Bind(10, delivering is null ? null : Instant.Of(delivering.StartedAt)).Bind(11, delivering is null ? null : Instant.Length(delivering.Duration))
            .Bind(12, delivering?.StatusCode).Bind(13, delivering?.ResponseExcerpt).Bind(14, delivering is null ? null : delivering.ResponseTruncated ? 1L : 0L)
            .Run();
        session.Ledger.Add(row.State, 1);
    }

    internal static void Delete(WriteSession session, long delivery, DeliveryState state)
    {
        session.Database[Query.DeleteEnded].Bind(1, delivery).Run();
        session.Ledger.Add(state, -1);
    }
}
