using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Handing;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>Claims what was stored together and nobody holds. It stays together: for the server a group is then one row more, and not one for each delivery.</summary>
internal sealed class UnheldRows(StoreConnections connections, HandedTokens handed)
{
    private const int MostRows = 64;
    private const int MostLooks = 4;

    // What the statement answers when it is not the claim that is too small.
    private const int NoRoomAtEndpoint = 1;

    // More than one, since what does not fit is cleared out of the way.
    private const int SplitAtOnce = 8;

    // Either could fill every claim for a while.
    private const int QueueFirst = 4;

    private uint _turn;

    // How many are in a row depends on how many are published at once.
    private double _perRow = 16;

    /// <summary>Whether they are asked for before the queue this time.</summary>
    internal bool GoFirst() => Interlocked.Increment(ref _turn) % QueueFirst != 0;

    internal async ValueTask<TakenRows> ClaimAsync(EndpointRoom room, int limit, TimeSpan lease)
    {
        var all = TakenRows.None;
        for (var look = 0; look < MostLooks && limit > 0; look++)
        {
            var rows = (int)Math.Clamp(Math.Ceiling(limit / Volatile.Read(ref _perRow)), 1, MostRows);
            var (taken, count) = await RunAsync(Query.ClaimHanded, room, limit, lease, rows).ConfigureAwait(false);
            if (taken.CutAfter == NoRoomAtEndpoint && rows > 1)
            {
                (taken, count) = await RunAsync(Query.ClaimHanded, room, limit, lease, rows = 1).ConfigureAwait(false);
            }

            var mustSplit = taken.CutAfter is not null;
            if (mustSplit && all.Rows.Count > 0)
            {
                return all with { IsFull = true };
            }

            if (mustSplit)
            {
                (taken, _) = await RunAsync(Query.SplitHanded, room, limit, lease, SplitAtOnce).ConfigureAwait(false);
            }

            all.Rows.AddRange(taken.Rows);
            all.Lost.AddRange(taken.Lost);
            (room, limit) = (room.Without(taken), limit - taken.Rows.Count);
            if (!mustSplit && (!taken.IsFull || count < rows))
            {
                return all with { IsFull = taken.IsFull, CutAfter = taken.IsFull ? 0 : null };
            }

            all = all with { IsFull = limit <= 0, CutAfter = 0 };
        }

        return all;
    }

    private async ValueTask<(TakenRows Taken, int Rows)> RunAsync(Query query, EndpointRoom room, int limit, TimeSpan lease, int rows)
    {
        var taken = await connections.RunAsync(
            query,
            parameters => room.Bind(parameters).Int(limit).Long(Length.Of(lease)).Int(rows),
            TakenRows.ReadAsync,
            CancellationToken.None).ConfigureAwait(false);
        var held = taken.Rows.Select(row => row.Delivery).Concat(taken.Lost.Select(lost => lost.Delivery)).ToLookup(delivery => delivery.LeaseToken, delivery => delivery.DeliveryId);
        foreach (var row in held)
        {
            handed.Add(row.Key, [.. row.Order()]);
        }

        if (query == Query.ClaimHanded && held.Count > 0)
        {
            Volatile.Write(ref _perRow, (0.8 * Volatile.Read(ref _perRow)) + (0.2 * (taken.Rows.Count + taken.Lost.Count) / held.Count));
        }

        return (taken, held.Count);
    }
}
