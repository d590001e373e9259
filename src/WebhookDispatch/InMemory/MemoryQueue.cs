using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>What waits, by endpoint and due time. Only touched under the store's lock.</summary>
internal sealed class MemoryQueue
{
    private static readonly Comparer<MemoryDelivery> ByDueTime = Comparer<MemoryDelivery>.Create(static (one, other) =>
        one.DueAt != other.DueAt ? one.DueAt.CompareTo(other.DueAt) : one.Id.CompareTo(other.Id));

    private readonly SortedList<string, SortedSet<MemoryDelivery>> _byEndpoint = new(StringComparer.Ordinal);

    internal void Add(MemoryDelivery delivery)
    {
        if (!_byEndpoint.TryGetValue(delivery.EndpointId, out var waiting))
        {
            _byEndpoint.Add(delivery.EndpointId, waiting = new SortedSet<MemoryDelivery>(ByDueTime));
        }

        waiting.Add(delivery);
    }

    internal void Remove(MemoryDelivery delivery)
    {
        if (_byEndpoint.TryGetValue(delivery.EndpointId, out var waiting) && waiting.Remove(delivery) && waiting.Count == 0)
        {
            _byEndpoint.Remove(delivery.EndpointId);
        }
    }

    internal IReadOnlyList<MemoryDelivery> Of(string endpointId) =>
        _byEndpoint.TryGetValue(endpointId, out var waiting) ? [.. waiting] : [];

    /// <summary>The deliveries to claim, in order, and where the next claim goes on.</summary>
    internal (List<MemoryDelivery> Due, string? Cursor) Due(ClaimRequest request, DateTimeOffset now)
    {
        var due = new List<MemoryDelivery>();
        foreach (var (endpointId, waiting) in _byEndpoint)
        {
            if (request.Cursor is { } cursor && string.CompareOrdinal(endpointId, cursor) <= 0)
            {
                continue;
            }

            if (due.Count == request.MaxDeliveries)
            {
                return (due, LastBefore(endpointId));
            }

            var room = Math.Min(Capacity(request, endpointId), request.MaxDeliveries - due.Count);
            due.AddRange(waiting.TakeWhile(delivery => delivery.DueAt <= now).Where(delivery => !request.FirstAttemptsOnly || delivery.Attempts == 0).Take(room));
        }

        return (due, null);
    }

    internal DateTimeOffset? NextDueAt(ClaimRequest request)
    {
        DateTimeOffset? next = null;
        foreach (var (endpointId, waiting) in _byEndpoint)
        {
            if (Capacity(request, endpointId) > 0
                && waiting.FirstOrDefault(delivery => !request.FirstAttemptsOnly || delivery.Attempts == 0) is { } first
                && (next is null || first.DueAt < next))
            {
                next = first.DueAt;
            }
        }

        return next;
    }

    private string? LastBefore(string endpointId)
    {
        var index = _byEndpoint.IndexOfKey(endpointId);
        return index > 0 ? _byEndpoint.GetKeyAtIndex(index - 1) : null;
    }

    private static int Capacity(ClaimRequest request, string endpointId) =>
        request.Capacity.TryGetValue(endpointId, out var capacity) ? capacity : request.DefaultCapacity;
}
