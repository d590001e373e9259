namespace WebhookDispatch.Sqlite.Writing;

/// <summary>
/// What was handed over as it was stored and has not ended. Nearly every delivery ends so, within milliseconds; a row in the queue
/// would be written, at a place of its own, only to be deleted again: two of four statements and half of the pages. The event's row
/// says enough to find these after a crash. What takes long, fails or is let go of gets its row in the queue then.
/// </summary>
internal sealed class HandedRows
{
    private readonly Dictionary<long, QueueRow> _rows = [];
    private readonly Dictionary<int, int> _counts = [];
    private readonly List<(QueueRow Row, bool IsAdded)> _changes = [];
    private Queue<long> _byAge = new();
    private long _notBefore = long.MaxValue;

    /// <summary>The one with the lowest id.</summary>
    internal QueueRow? Oldest
    {
        get
        {
            while (_byAge.TryPeek(out var delivery))
            {
                if (_rows.TryGetValue(delivery, out var row))
                {
                    return row;
                }

                _byAge.Dequeue();
            }

            return null;
        }
    }

    internal QueueRow? Find(long delivery) => _rows.TryGetValue(delivery, out var row) ? row : null;

    /// <summary>How many there are among the deliveries of an event.</summary>
    internal int CountIn(long first, int deliveries)
    {
        var count = 0;
        for (var i = 0; i < deliveries; i++)
        {
            count += _rows.ContainsKey(first + i) ? 1 : 0;
        }

        return count;
    }

    internal int CountOf(int endpoint) => _counts.GetValueOrDefault(endpoint);

    internal List<QueueRow> All() => [.. _rows.Values];

    internal List<QueueRow> Of(int endpoint) => CountOf(endpoint) == 0 ? [] : [.. _rows.Values.Where(row => row.Endpoint == endpoint)];

    /// <summary>Those that have come due again.</summary>
    internal List<QueueRow> Due(long now)
    {
        if (now < _notBefore)
        {
            return [];
        }

        var due = _rows.Values.Where(row => row.DueAt <= now).ToList();
        _notBefore = _rows.Values.Where(row => row.DueAt > now).Select(row => row.DueAt).DefaultIfEmpty(long.MaxValue).Min();
        return due;
    }

    /// <summary>When the first of those whose endpoint is asked for comes due, if that is earlier than <paramref name="next"/>.</summary>
    internal long NextDue(long next, Func<int, bool> isAsked)
    {
        if (_notBefore < next)
        {
            foreach (var row in _rows.Values)
            {
                next = row.DueAt < next && isAsked(row.Endpoint) ? row.DueAt : next;
            }
        }

        return next;
    }

    internal void Add(in QueueRow row)
    {
        Put(row);
        _byAge.Enqueue(row.Delivery);
        _changes.Add((row, true));
    }

    /// <returns>Whether it was here.</returns>
    internal bool Remove(in QueueRow row)
    {
        if (!_rows.Remove(row.Delivery))
        {
            return false;
        }

        _counts[row.Endpoint]--;
        _changes.Add((row, false));
        return true;
    }

    internal void Committed() => _changes.Clear();

    /// <summary>Undoes what the transaction did.</summary>
    internal void RolledBack()
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            var (row, isAdded) = _changes[i];
            if (!isAdded)
            {
                Put(row);
            }
            else if (_rows.Remove(row.Delivery))
            {
                _counts[row.Endpoint]--;
            }
        }

        _changes.Clear();
        _byAge = new Queue<long>(_rows.Keys.Order());
    }

    private void Put(in QueueRow row)
    {
        _rows.Add(row.Delivery, row);
        _counts[row.Endpoint] = CountOf(row.Endpoint) + 1;
        _notBefore = Math.Min(_notBefore, row.DueAt);
    }
}
