using WebhookDispatch.Events;
using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Queueing;

/// <summary>The table of events.</summary>
internal static class EventTable
{
    /// <returns>Whether it is new: its id, and its key if it has one, are not stored yet.</returns>
    internal static bool TryInsert(WriteSession session, NewEvent added, in EventRow row)
    {
        session.Database[Query.InsertEvent]
            .Bind(1, row.Id).Bind(2, added.Tenant).Bind(3, added.Event.Id).Bind(4, added.Event.Type).Bind(5, added.Event.ContentType)
            .Bind(6, added.IdempotencyKey).Bind(7, Instant.Of(added.Event.Timestamp)).Bind(8, session.Now).Bind(9, row.ExpiresAt)
            .Bind(10, added.Deliveries.Count).Bind(11, row.Handed).Bind(12, row.Handed is null ? null : row.HandedUntil).Bind(13, added.Event.Body.Span)
            .Bind(14, added.Event.HeaderLines)
            .Run();
        return session.Database.Changes > 0;
    }

    /// <summary>What is told of an event that could not be inserted.</summary>
    internal static EnqueueResult Compare(WriteSession session, NewEvent added) =>
        (added.IdempotencyKey is { } key ? Compare(session, Query.FindStoredByKey, added, key, EnqueueStatus.KeyClash) : null)
        ?? Compare(session, Query.FindStoredById, added, added.Event.Id, EnqueueStatus.IdClash)
        ?? throw new InvalidOperationException($"Event '{added.Event.Id}' is neither new nor stored.");

    /// <returns><see langword="null"/> when the row is gone: not by this library, which keeps an event while a delivery needs it.</returns>
    internal static StoredEvent? Load(WriteSession session, long id)
    {
        var row = session.Database[Query.LoadEvent].Bind(1, id);
        StoredEvent? stored = row.Step() ? new StoredEvent(ReadEvent(row), row.Text(6), row.LongOrNull(7)) : null;
        row.Reset();
        return stored;
    }

    /// <summary>Reads an event from a row that begins with its id, type, time, content type, body and header lines.</summary>
    internal static WebhookEvent ReadEvent(Statement row) =>
        WebhookEvent.FromStore(row.Text(0), row.Text(1), Instant.ToDateTimeOffset(row.Long(2)), row.Blob(4).ToArray(), row.Text(3), row.TextOrNull(5));

    private static EnqueueResult? Compare(WriteSession session, Query query, NewEvent added, string key, EnqueueStatus otherwise)
    {
        var row = session.Database[query];
        if (!row.Bind(1, added.Tenant).Bind(2, key).Step())
        {
            return null;
        }

        var isSame = string.Equals(row.Text(1), added.Event.Type, StringComparison.Ordinal)
            && row.Blob(3).SequenceEqual(added.Event.Body.Span);
        var result = new EnqueueResult(isSame ? EnqueueStatus.Duplicate : otherwise, row.Text(0), row.Int(2) + session.Handed.CountIn(row.Long(4), row.Int(5)), []);
        row.Reset();
        return result;
    }
}
