using Npgsql;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.History;

/// <summary>Reads what happened to one event.</summary>
internal static class EventHistories
{
    internal static async ValueTask<EventHistory?> FindAsync(IStatements statements, string tenant, string eventId, CancellationToken cancellationToken)
    {
        var found = await statements.ListAsync(
            Query.FindEvent,
            parameters => parameters.Text(tenant).Text(eventId),
            row => (Number: row.GetInt64(0), History: new EventHistory(
                WebhookEvent.FromStore(row.GetString(1), row.GetString(2), row.Instant(3), row.Bytes(5), row.GetString(4), row.TextOrNull(6)), tenant, row.Instant(7), row.InstantOrNull(8), [])),
            cancellationToken).ConfigureAwait(false);
        if (found is not [var (number, history)])
        {
            return null;
        }

        var rows = await statements.ListAsync(
            Query.ListOfEvent, parameters => parameters.Long(number), row => (Delivery: ReadDelivery(row, history), Attempt: ReadAttempt(row)), cancellationToken)
            .ConfigureAwait(false);
        return history with
        {
            Deliveries = [.. rows.GroupBy(row => row.Delivery.DeliveryId).Select(group => new DeliveryHistory(group.First().Delivery, [.. group.Select(row => row.Attempt).OfType<RecordedAttempt>()]))],
        };
    }

    private static DeliveryRecord ReadDelivery(NpgsqlDataReader row, EventHistory history) => new()
    {
        DeliveryId = row.GetInt64(0),
        Tenant = history.Tenant,
        EventId = history.Event.Id,
        EventType = history.Event.Type,
        EndpointId = row.GetString(1),
        State = (DeliveryState)row.GetInt16(2),
        Reason = row.TextOrNull(3),
        Attempts = row.GetInt32(4),
        Epoch = row.GetInt32(5),
        PublishedAt = history.PublishedAt,
        DueAt = row.InstantOrNull(6),
        EndedAt = row.InstantOrNull(7),
    };

    private static RecordedAttempt? ReadAttempt(NpgsqlDataReader row) => row.IsDBNull(8) ? null : new RecordedAttempt(
        row.GetInt32(8),
        new DeliveryAttempt
        {
            Number = row.GetInt32(9),
            StartedAt = row.Instant(10),
            Duration = Length.ToTimeSpan(row.GetInt64(11)),
            Failure = DeliveryWords.ToFailure(row.GetString(12)),
            StatusCode = row.IntOrNull(13),
            RetryAfter = row.LongOrNull(14) is { } wait ? Length.ToTimeSpan(wait) : null,
            ResponseExcerpt = row.TextOrNull(15),
            ResponseTruncated = row.GetBoolean(16),
        },
        row.GetBoolean(17));
}
