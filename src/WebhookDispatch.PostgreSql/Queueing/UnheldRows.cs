using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Handing;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>Claims what was stored together and nobody holds. It stays together: for the server a group is then one row more, and not one for each delivery.</summary>
internal sealed class UnheldRows(StoreConnections connections, HandedTokens handed)
{
    /// <summary>Says where a claim was cut when it is not the claim that is too small.</summary>
    internal const int NoRoomAtEndpoint = 1;

    private const int MostRows = 64;
    private const int MostLooks = 4;

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
            var (taken, count) = await TakeAsync(room, limit, lease, rows).ConfigureAwait(false);
            if (taken.CutAfter == NoRoomAtEndpoint && rows > 1)
            {
                (taken, count) = await TakeAsync(room, limit, lease, rows = 1).ConfigureAwait(false);
            }

            var mustSplit = taken.CutAfter is not null;
            if (mustSplit && all.Rows.Count > 0)
            {
                return all with { IsFull = true };
            }

            if (mustSplit)
            {
                taken = await SplitAsync(room, limit, lease).ConfigureAwait(false);
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

    private async ValueTask<(TakenRows Taken, int Rows)> TakeAsync(EndpointRoom room, int limit, TimeSpan lease, int rows)
    {
        var taken = await connections.RunAsync(
            Query.ClaimHanded, Bind(room, limit, lease, rows), TakenGroups.ReadAsync, CancellationToken.None).ConfigureAwait(false);
        foreach (var (token, deliveries, _) in taken.Groups)
        {
            handed.Add(token, [.. deliveries.Order()]);
        }

        if (taken.Groups.Count > 0)
        {
            Volatile.Write(ref _perRow, (0.8 * Volatile.Read(ref _perRow)) + (0.2 * taken.Groups.Sum(group => group.Deliveries.Length) / taken.Groups.Count));
        }

        return (taken.ToRows(rows), taken.Groups.Count);
    }

    private async ValueTask<TakenRows> SplitAsync(EndpointRoom room, int limit, TimeSpan lease)
    {
        var taken = await connections.RunAsync(
            Query.SplitHanded, Bind(room, limit, lease, SplitAtOnce), TakenRows.ReadAsync, CancellationToken.None).ConfigureAwait(false);
        foreach (var row in taken.Rows.Select(row => row.Delivery).Concat(taken.Lost.Select(lost => lost.Delivery)).GroupBy(delivery => delivery.LeaseToken, delivery => delivery.DeliveryId))
        {
            handed.Add(row.Key, [.. row.Order()]);
        }

        return taken;
    }

    private static Action<NpgsqlParameterCollection> Bind(EndpointRoom room, int limit, TimeSpan lease, int rows) =>
        parameters => room.Bind(parameters).Int(limit).Long(Length.Of(lease)).Int(rows);
}
