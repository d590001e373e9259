namespace WebhookDispatch.Sqlite.Writing;

/// <summary>
/// What was handed over as it was stored, or was due and is claimed within moments, and has not ended. Nearly every delivery ends so,
/// within milliseconds; a row in the queue would be written, at a place of its own, only to be deleted again: two of four statements
/// and half of the pages, and far more where much waits, because the rows of each endpoint then fill pages of their own. The event's
/// row says enough to find these after a crash. What takes long, fails or is let go of gets its row in the queue then.
/// </summary>
internal sealed class HandedRows
{
    private readonly Dictionary<long, QueueRow> _rows = [];
    private readonly Dictionary<int, int> _counts = [];
    private readonly Dictionary<int, Queue<long>> _unheld = [];
    private readonly List<int> _unheldCounts = [];
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

    /// <summary>Whether any delivery of an endpoint is held by nobody.</summary>
    internal bool HasUnheld(int endpoint) => endpoint < _unheldCounts.Count && _unheldCounts[endpoint] > 0;

    /// <summary>Those of an endpoint that nobody holds, in the order of their ids.</summary>
    internal List<QueueRow> Unheld(int endpoint, int limit)
    {
        var rows = new List<QueueRow>();
        if (!HasUnheld(endpoint))
        {
            return rows;
        }

        var line = _unheld[endpoint];
        while (line.TryPeek(out var first) && !IsUnheld(first))
        {
            line.Dequeue();
        }

        foreach (var delivery in line)
        {
            if (rows.Count == limit)
            {
                break;
            }

            if (IsUnheld(delivery))
            {
                rows.Add(_rows[delivery]);
            }
        }

        return rows;
    }

    /// <summary>Those that nobody has held since an instant.</summary>
    internal List<QueueRow> UnheldSince(long instant) => [.. _rows.Values.Where(row => row.LeaseToken is null && row.DueAt <= instant)];

    internal int CountOf(int endpoint) => _counts.GetValueOrDefault(endpoint);

    internal List<QueueRow> All() => [.. _rows.Values];

    internal List<QueueRow> Of(int endpoint) => CountOf(endpoint) == 0 ? [] : [.. _rows.Values.Where(row => row.Endpoint == endpoint)];

    /// <summary>Those whose lease has ended.</summary>
    internal List<QueueRow> Due(long now)
    {
        if (now < _notBefore)
        {
            return [];
        }

        var due = _rows.Values.Where(row => row.LeaseToken is not null && row.DueAt <= now).ToList();
        _notBefore = _rows.Values.Where(row => row.LeaseToken is not null && row.DueAt > now).Select(row => row.DueAt).DefaultIfEmpty(long.MaxValue).Min();
        return due;
    }

    /// <summary>When the first lease of those whose endpoint is asked for ends, if that is earlier than <paramref name="next"/>.</summary>
    internal long NextDue(long next, Func<int, bool> isAsked)
    {
        if (_notBefore < next)
        {
            foreach (var row in _rows.Values)
            {
                next = row.LeaseToken is not null && row.DueAt < next && isAsked(row.Endpoint) ? row.DueAt : next;
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
        if (!Take(row))
        {
            return false;
        }

        _changes.Add((row, false));
        return true;
    }

    /// <summary>Gives one that nobody held to a claim.</summary>
    /// <returns>Whether it was here.</returns>
    internal bool Hold(in QueueRow before, in QueueRow held)
    {
        if (!Remove(before))
        {
            return false;
        }

        Put(held);
        _changes.Add((held, true));
        return true;
    }

    internal void Committed() => _changes.Clear();

    /// <summary>Undoes what the transaction did.</summary>
    internal void RolledBack()
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            var (row, isAdded) = _changes[i];
            if (isAdded)
            {
                Take(row);
            }
            else
            {
                Put(row);
            }
        }

        _changes.Clear();
        _byAge = new Queue<long>(_rows.Keys.Order());
        _unheld.Clear();
        foreach (var row in _rows.Values.Where(row => row.LeaseToken is null).OrderBy(row => row.Delivery))
        {
            LineOf(row.Endpoint).Enqueue(row.Delivery);
        }
    }

    private bool IsUnheld(long delivery) => _rows.TryGetValue(delivery, out var row) && row.LeaseToken is null;

    private bool Take(in QueueRow row)
    {
        if (!_rows.Remove(row.Delivery, out var taken))
        {
            return false;
        }

        _counts[row.Endpoint]--;
        _unheldCounts[row.Endpoint] -= taken.LeaseToken is null ? 1 : 0;
        return true;
    }

    private void Put(in QueueRow row)
    {
        _rows.Add(row.Delivery, row);
        _counts[row.Endpoint] = CountOf(row.Endpoint) + 1;
        while (_unheldCounts.Count <= row.Endpoint)
        {
            _unheldCounts.Add(0);
        }

        if (row.LeaseToken is not null)
        {
            _notBefore = Math.Min(_notBefore, row.DueAt);
            return;
        }

        _unheldCounts[row.Endpoint]++;
        LineOf(row.Endpoint).Enqueue(row.Delivery);
    }

    private Queue<long> LineOf(int endpoint) => _unheld.TryGetValue(endpoint, out var line) ? line : _unheld[endpoint] = new Queue<long>();
}
