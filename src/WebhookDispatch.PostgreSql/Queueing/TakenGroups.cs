using Npgsql;
using WebhookDispatch.Events;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>
/// What <see cref="Query.ClaimHanded"/> answered: whole rows, and their events by themselves. What all deliveries have in common is so
/// neither sent nor read for each.
/// </summary>
/// <param name="Groups">What was stored together: its token, and the delivery and the endpoint's number at each place.</param>
/// <param name="Looked">How many of them it looked at.</param>
/// <param name="HasRoom">Whether every endpoint has room for its part; <see langword="null"/> when not even the first one fits, or there is none.</param>
/// <param name="Events">The events, by number.</param>
internal sealed record TakenGroups(
    List<(long Token, long[] Deliveries, int[] Endpoints)> Groups, int Looked, bool? HasRoom, Dictionary<long, (WebhookEvent Event, string Tenant)> Events)
{
    internal static async ValueTask<TakenGroups> ReadAsync(NpgsqlDataReader row)
    {
        var groups = new List<(long Token, long[] Deliveries, int[] Endpoints)>();
        var events = new Dictionary<long, (WebhookEvent Event, string Tenant)>();
        var (looked, hasRoom) = (0, (bool?)null);
        while (await row.ReadAsync().ConfigureAwait(false))
        {
            if (!row.IsDBNull(5))
            {
                events.Add(row.GetInt64(5), (
                    WebhookEvent.FromStore(row.GetString(7), row.GetString(8), row.Instant(9), row.Bytes(11), row.GetString(10), row.TextOrNull(12)), row.GetString(6)));
                continue;
            }

            (looked, hasRoom) = (row.GetInt32(0), row.IsDBNull(1) ? null : row.GetBoolean(1));
            if (!row.IsDBNull(2))
            {
                groups.Add((row.GetInt64(2), row.GetFieldValue<long[]>(3), row.GetFieldValue<int[]>(4)));
            }
        }

        return new TakenGroups(groups, looked, hasRoom, events);
    }

    /// <summary>Delivery by delivery.</summary>
    /// <param name="rows">How many rows it might look at.</param>
    internal TakenRows ToRows(int rows)
    {
        var taken = new List<(int Endpoint, LeasedDelivery Delivery)>(Events.Count);
        var lost = new List<Settlement>();
        foreach (var (token, deliveries, endpoints) in Groups)
        {
            for (var i = 0; i < deliveries.Length; i++)
            {
                if (Events.TryGetValue(deliveries[i] / Enqueuing.Enqueue.MostDeliveries, out var found))
                {
                    taken.Add((endpoints[i], Describe(token, deliveries[i], found.Event, found.Tenant)));
                }
                else
                {
                    lost.Add(TakenRows.Bury(Describe(token, deliveries[i], TakenRows.NoEvent, "")));
                }
            }
        }

        var isFull = Looked >= rows || Groups.Count < Looked;
        return new TakenRows(taken, isFull, HasRoom == false ? UnheldRows.NoRoomAtEndpoint : HasRoom is null && Looked > 0 ? 0 : null, lost);
    }

    // Only events without an end are stored so.
    private static LeasedDelivery Describe(long token, long delivery, WebhookEvent webhookEvent, string tenant) => new()
    {
        DeliveryId = delivery,
        EndpointId = "",
        Event = webhookEvent,
        Tenant = tenant,
        Attempts = 0,
        Claims = 1,
        Epoch = 0,
        LeaseToken = token,
    };
}
