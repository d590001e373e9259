using WebhookDispatch.PostgreSql.Databases;

namespace WebhookDispatch.PostgreSql.Handing;

/// <summary>Puts into the queue what was handed over and has to be treated like any other delivery.</summary>
internal static class HandedRows
{
    /// <summary>Some of what is held under the tokens.</summary>
    internal static ValueTask<int> QueueAsync(StoreConnections connections, IEnumerable<long> tokens, long[] deliveries)
    {
        long[] distinct = [.. tokens.Distinct()];
        return QueueAsync(
            connections, Query.LockHanded, deliveries, statements => parameters => parameters.Longs(distinct).Text(statements.LockTimeout), CancellationToken.None);
    }

    /// <summary>These deliveries, whoever holds them.</summary>
    internal static ValueTask<int> QueueAsync(StoreConnections connections, long[] deliveries, CancellationToken cancellationToken) =>
        QueueAsync(connections, Query.LockHandedDeliveries, deliveries, _ => parameters => parameters.Longs(deliveries), cancellationToken);

    /// <summary>All of those who hold something for an endpoint.</summary>
    internal static ValueTask<int> QueueAsync(StoreConnections connections, string endpointId, CancellationToken cancellationToken) =>
        QueueAsync(connections, Query.LockHandedEndpoint, null, _ => parameters => parameters.Text(endpointId), cancellationToken);

    /// <summary>What was handed over so long ago.</summary>
    internal static ValueTask<int> QueueOldAsync(StoreConnections connections, TimeSpan handedFor, CancellationToken cancellationToken) =>
        QueueAsync(connections, Query.LockOldHanded, null, _ => parameters => parameters.Long(Length.Of(handedFor)), cancellationToken);

    /// <summary>What was not settled within its lease: whoever held it is gone, or too slow.</summary>
    internal static ValueTask<int> QueueLapsedAsync(StoreConnections connections, int atOnce, CancellationToken cancellationToken) =>
        QueueAsync(connections, Query.LockLapsedHanded, null, _ => parameters => parameters.Int(atOnce), cancellationToken);

    /// <returns>How many rows were locked.</returns>
    private static ValueTask<int> QueueAsync(
        StoreConnections connections, Query locking, long[]? deliveries, Func<IStatements, Action<Npgsql.NpgsqlParameterCollection>> bind, CancellationToken cancellationToken) =>
        connections.RunTogetherAsync(
            async statements =>
            {
                long[] locked = [.. await statements.ListAsync(locking, bind(statements), row => row.GetInt64(0), cancellationToken).ConfigureAwait(false)];
                if (locked.Length > 0)
                {
                    await statements.ChangeAsync(Query.QueueHanded, parameters => parameters.Longs(locked).LongsOrNull(deliveries), cancellationToken).ConfigureAwait(false);
                }

                return locked.Length;
            },
            cancellationToken);
}
