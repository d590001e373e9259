using System.Collections.Concurrent;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Handing;

/// <summary>The tokens under which this process holds what is in a row with others, and what of each has not been settled.</summary>
internal sealed class HandedTokens
{
    private readonly ConcurrentDictionary<long, HeldRow> _held = new();
    private readonly ConcurrentQueue<(long Token, int Deliveries)> _ended = new();

    /// <summary>Whether anything is left of what was handed over to this process.</summary>
    internal bool HasAny => !_held.IsEmpty;

    /// <param name="token">The row's token.</param>
    /// <param name="deliveries">All that is in the row, rising.</param>
    internal void Add(long token, long[] deliveries) => _held[token] = new HeldRow(deliveries);

    internal bool Holds(LeasedDelivery delivery) => _held.ContainsKey(delivery.LeaseToken);

    /// <summary>Where a delivery most likely is in its row, from 1; 0 when that is not known.</summary>
    internal int PlaceOf(LeasedDelivery delivery) => _held.TryGetValue(delivery.LeaseToken, out var row) ? row.PlaceOf(delivery.DeliveryId) : 0;

    /// <summary>Counts a delivery that has been settled, however.</summary>
    internal void Settled(LeasedDelivery delivery)
    {
        var token = delivery.LeaseToken;
        if (_held.TryGetValue(token, out var row) && row.Settle(delivery.DeliveryId))
        {
            _held.TryRemove(token, out _);
            _ended.Enqueue((token, row.Count));
        }
    }

    /// <summary>Those whose deliveries have all been settled since this was last asked, and how many each had.</summary>
    internal (long Token, int Deliveries)[] TakeEnded()
    {
        if (_ended.IsEmpty)
        {
            return [];
        }

        var taken = new List<(long Token, int Deliveries)>();
        while (_ended.TryDequeue(out var row))
        {
            taken.Add(row);
        }

        return [.. taken];
    }

    /// <summary>Those of which the store was not told after all.</summary>
    internal void GiveBack((long Token, int Deliveries)[] ended) => Array.ForEach(ended, _ended.Enqueue);
}
