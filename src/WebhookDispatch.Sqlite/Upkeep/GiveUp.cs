using WebhookDispatch.Sqlite.Queueing;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Upkeep;

/// <summary>Ends what has been due for too long and nobody has sent.</summary>
internal static class GiveUp
{
    /// <summary>Each step is a transaction of its own, so that publishers do not wait behind a great clearing.</summary>
    internal const int AtOnce = 500;

    internal static int Run(WriteSession session, TimeSpan dueFor, string reason, int limit)
    {
        var (last, ended) = (session.Now - Instant.Length(dueFor) - 1, 0);
        session.PutIn(session.Handed.UnheldSince(last));
        for (var endpoint = 1; endpoint <= session.Endpoints.Count && ended < limit; endpoint++)
        {
            if (session.Agenda.NotBefore(endpoint) <= last)
            {
                foreach (var row in QueueTable.DueAt(session, endpoint, last, limit - ended))
                {
                    EndedTable.End(session, row, DeliveryState.Dead, reason, row.Attempts);
                    ended++;
                }
            }
        }

        return ended;
    }
}
