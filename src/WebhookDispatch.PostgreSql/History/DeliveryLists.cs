using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.History;

/// <summary>Lists deliveries out of the two tables they can be in.</summary>
internal static class DeliveryLists
{
    private static readonly DeliveryState[] Replayable = [DeliveryState.Dead, DeliveryState.Cancelled, DeliveryState.Expired];

    /// <summary>By falling id.</summary>
    internal static async ValueTask<IReadOnlyList<DeliveryRecord>> ListAsync(
        IStatements statements, DeliveryFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        var range = await IdRange.OfAsync(statements, filter, after: 0, before ?? long.MaxValue, cancellationToken).ConfigureAwait(false);
        var query = filter.State is { } state && Replayable.Contains(state) ? Query.ListNotDelivered : Query.ListDeliveries;
        return await statements.ListAsync(query, parameters => Bind(parameters, filter, filter.State, range, limit), Read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The ids of deliveries that can be replayed, rising.</summary>
    internal static async ValueTask<IReadOnlyList<long>> ListReplayableAsync(
        IStatements statements, DeliveryFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        var range = await IdRange.OfAsync(statements, filter, after, long.MaxValue, cancellationToken).ConfigureAwait(false);
        var found = new List<long>();
        IEnumerable<DeliveryState> chosen = filter.State == DeliveryState.Delivered ? [DeliveryState.Delivered] : Replayable.Where(state => filter.State is null || filter.State == state);
        foreach (var state in chosen)
        {
            found.AddRange(await statements.ListAsync(
                state == DeliveryState.Delivered ? Query.ListDelivered : Query.ListReplayable, parameters => Bind(parameters, filter, state, range, limit), row => row.GetInt64(0), cancellationToken).ConfigureAwait(false));
        }

        found.Sort();
        return found.Count > limit ? found[..limit] : found;
    }

    internal static async ValueTask<DeliveryCounts> CountAsync(IStatements statements, CancellationToken cancellationToken) =>
        (await statements.ListAsync(
            Query.CountDeliveries,
            _ => { },
            row => new DeliveryCounts(Waiting: row.GetInt64(0), Delivered: row.GetInt64(1), Dead: row.GetInt64(2), Cancelled: row.GetInt64(3), Expired: row.GetInt64(4)),
            cancellationToken).ConfigureAwait(false))[0];

    internal static async ValueTask<int> CountWaitingAsync(
        IStatements statements, IReadOnlyList<string> endpointIds, int limit, CancellationToken cancellationToken) =>
        (await statements.ListAsync(
            Query.CountWaiting, parameters => parameters.Texts([.. endpointIds]).Int(limit), row => row.GetInt32(0), cancellationToken).ConfigureAwait(false))[0];

    private static void Bind(NpgsqlParameterCollection parameters, DeliveryFilter filter, DeliveryState? state, IdRange range, int limit) => parameters
        .Long(range.First).Long(range.Last).Text(filter.EndpointId).Text(filter.Tenant).Text(filter.EventType).Text(filter.Reason).Small((short?)state)
        .Instant(filter.From).Instant(filter.Until).Int(limit);

    private static DeliveryRecord Read(NpgsqlDataReader row) => new()
    {
        DeliveryId = row.GetInt64(0),
        Tenant = row.GetString(1),
        EventId = row.GetString(2),
        EventType = row.GetString(3),
        EndpointId = row.GetString(4),
        State = (DeliveryState)row.GetInt16(5),
        Reason = row.TextOrNull(6),
        Attempts = row.GetInt32(7),
        Epoch = row.GetInt32(8),
        PublishedAt = row.Instant(9),
        DueAt = row.InstantOrNull(10),
        EndedAt = row.InstantOrNull(11),
    };
}
