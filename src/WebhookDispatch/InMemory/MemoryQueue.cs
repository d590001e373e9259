using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>What waits, by endpoint. Only touched under the store's lock.</summary>
internal sealed class MemoryQueue
{
    private readonly SortedList<string, MemoryLine> _lines = new(StringComparer.Ordinal);

    internal void Add(MemoryDelivery delivery)
    {
        if (!_lines.TryGetValue(delivery.EndpointId, out var line))
        {
            _lines.Add(delivery.EndpointId, line = new MemoryLine());
        }

        line.Add(delivery);
    }

    internal void Remove(MemoryDelivery delivery)
    {
        var line = _lines[delivery.EndpointId];
        line.Remove(delivery);
        if (line.IsEmpty)
        {
            _lines.Remove(delivery.EndpointId);
        }
    }

    internal int Count(string endpointId) => _lines.TryGetValue(endpointId, out var line) ? line.Count : 0;

    internal IReadOnlyList<MemoryDelivery> Of(string endpointId) => _lines.TryGetValue(endpointId, out var line) ? [.. line.All] : [];

    /// <summary>What a claim takes, in order, and where the next one goes on.</summary>
    internal (IReadOnlyList<MemoryDelivery> Due, string? Cursor) Due(ClaimRequest request, DateTimeOffset now)
    {
        var due = new List<MemoryDelivery>();
        var last = request.Cursor;
        for (var index = IndexAfter(request.Cursor); index < _lines.Count; index++)
        {
            if (due.Count >= request.MaxDeliveries)
            {
                return (due, last);
            }

            last = _lines.GetKeyAtIndex(index);
            due.AddRange(new MemoryTurn(request, last, _lines.GetValueAtIndex(index), now).Take(request.MaxDeliveries - due.Count));
        }

        return (due, null);
    }

    internal DateTimeOffset? NextDueAt(ClaimRequest request, DateTimeOffset now) =>
        _lines.Min(line => new MemoryTurn(request, line.Key, line.Value, now).NextDueAt());

    private int IndexAfter(string? cursor)
    {
        var (low, high) = (0, cursor is null ? 0 : _lines.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(_lines.GetKeyAtIndex(middle), cursor) <= 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
