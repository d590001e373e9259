using System.Collections.Concurrent;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Handing;

/// <summary>The tokens under which this process holds what is in a row with others, and how many deliveries of each have not been settled.</summary>
internal sealed class HandedTokens
{
    private readonly ConcurrentDictionary<long, int> _left = new();
    private readonly ConcurrentQueue<long> _ended = new();

    /// <summary>Whether anything is left of what was handed over to this process.</summary>
    internal bool HasAny => !_left.IsEmpty;

    internal void Add(long token, int deliveries) => _left[token] = deliveries;

    internal bool Holds(LeasedDelivery delivery) => _left.ContainsKey(delivery.LeaseToken);

    /// <summary>Counts a delivery that has been settled, however.</summary>
    internal void Settled(LeasedDelivery delivery)
    {
        var token = delivery.LeaseToken;
        while (_left.TryGetValue(token, out var left))
        {
            if (left > 1 ? _left.TryUpdate(token, left - 1, left) : _left.TryRemove(KeyValuePair.Create(token, left)))
            {
                if (left == 1)
                {
                    _ended.Enqueue(token);
                }

                return;
            }
        }
    }

    /// <summary>Those whose deliveries have all been settled since this was last asked.</summary>
    internal long[] TakeEnded()
    {
        if (_ended.IsEmpty)
        {
            return [];
        }

        var taken = new List<long>();
        while (_ended.TryDequeue(out var token))
        {
            taken.Add(token);
        }

        return [.. taken];
    }

    /// <summary>Those of which the store was not told after all.</summary>
    internal void GiveBack(long[] ended) => Array.ForEach(ended, _ended.Enqueue);
}
