using Npgsql;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>What one claiming statement answered.</summary>
/// <param name="Rows">What it took, with the number of each endpoint.</param>
/// <param name="IsFull">Whether it took as much as it might.</param>
/// <param name="CutAfter">The last endpoint it came to, when there may be more behind it.</param>
/// <param name="Lost">What it took whose event is gone: not by this library, which keeps an event while a delivery needs it.</param>
internal readonly record struct TakenRows(List<(int Endpoint, LeasedDelivery Delivery)> Rows, bool IsFull, int? CutAfter, List<Settlement> Lost)
{
    internal static readonly WebhookEvent NoEvent = WebhookEvent.FromBytes("lost", "{}"u8.ToArray());

    internal static TakenRows None => new([], false, null, []);

    /// <summary>Nothing, because nothing more might be taken.</summary>
    internal static TakenRows Full => new([], true, null, []);

    /// <summary>What becomes of a delivery whose event is gone.</summary>
    internal static Settlement Bury(LeasedDelivery lost) => new(lost, SettlementKind.Dead, Reason: DeliveryWords.Of(DeadLetterReason.PayloadMissing));

    internal static async ValueTask<TakenRows> ReadAsync(NpgsqlDataReader row)
    {
        var rows = new List<(int Endpoint, LeasedDelivery Delivery)>();
        var events = new Dictionary<long, WebhookEvent>();
        var lost = new List<Settlement>();
        var (isFull, cutAfter) = (false, (int?)null);
        while (await row.ReadAsync().ConfigureAwait(false))
        {
            (isFull, cutAfter) = (row.GetBoolean(0), row.IntOrNull(1));
            if (row.IsDBNull(2))
            {
                continue;
            }

            if (row.IsDBNull(9))
            {
                lost.Add(Bury(Describe(row, NoEvent, "")));
            }
            else
            {
                rows.Add((row.GetInt32(3), Read(row, events)));
            }
        }

        return new TakenRows(rows, isFull, cutAfter, lost);
    }

    private static LeasedDelivery Read(NpgsqlDataReader row, Dictionary<long, WebhookEvent> events)
    {
        // Many deliveries of one claim may be of one event, each to another endpoint.
        var number = row.GetInt64(9);
        if (!events.TryGetValue(number, out var webhookEvent))
        {
            webhookEvent = WebhookEvent.FromStore(row.GetString(11), row.GetString(12), row.Instant(13), row.Bytes(15), row.GetString(14), row.TextOrNull(16));
            events.Add(number, webhookEvent);
        }

        return Describe(row, webhookEvent, row.GetString(10));
    }

    private static LeasedDelivery Describe(NpgsqlDataReader row, WebhookEvent webhookEvent, string tenant)
    {
        var expiresIn = row.LongOrNull(8);
        return new LeasedDelivery
        {
            DeliveryId = row.GetInt64(2),
            EndpointId = "",
            Event = webhookEvent,
            Tenant = tenant,
            Attempts = row.GetInt32(4),
            Claims = row.GetInt32(5),
            Epoch = row.GetInt32(6),
            LeaseToken = row.GetInt64(7),
            Expired = expiresIn <= 0,
            ExpiresIn = expiresIn is { } left ? Length.ToTimeSpan(Math.Max(0, left)) : null,
        };
    }
}
