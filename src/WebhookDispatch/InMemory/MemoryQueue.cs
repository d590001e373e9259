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
            var room = Math.Min(Capacity(request, last), request.MaxDeliveries - due.Count);
            due.AddRange(_lines.GetValueAtIndex(index).Due(now, request.FirstAttemptsOnly, room));
        }

        return (due, null);
    }

    internal DateTimeOffset? NextDueAt(ClaimRequest request)
    {
        DateTimeOffset? next = null;
        foreach (var (endpointId, line) in _lines)
        {
            if (Capacity(request, endpointId) > 0 && line.NextDueAt(request.FirstAttemptsOnly) is { } dueAt && (next is null || dueAt < next))
            {
                next = dueAt;
            }
        }

        return next;
    }

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

    private static int Capacity(ClaimRequest request, string endpointId) =>
        request.Capacity.TryGetValue(endpointId, out var capacity) ? capacity : request.DefaultCapacity;
}
