using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>What a claim may take of one endpoint, and when there is more.</summary>
internal readonly struct MemoryTurn(ClaimRequest request, string endpointId, MemoryLine line, DateTimeOffset now)
{
    private int Capacity => request.Capacity.TryGetValue(endpointId, out var capacity) ? capacity : request.DefaultCapacity;

    private bool IsOrdered => request.Ordered.Contains(endpointId);

    private int MaxHeld => IsOrdered ? 1 : request.MaxHeld.GetValueOrDefault(endpointId, int.MaxValue);

    internal IEnumerable<MemoryDelivery> Take(int limit)
    {
        var room = Math.Min(Math.Min(Capacity, limit), MaxHeld == int.MaxValue ? int.MaxValue : MaxHeld - line.Held(now).Count());
        return room <= 0 ? []
            : !IsOrdered ? line.Due(now, request.FirstAttemptsOnly, room)
            : Head() is { } head && head.DueAt <= now ? [head] : [];
    }

    internal DateTimeOffset? NextDueAt()
    {
        if (Capacity <= 0)
        {
            return null;
        }

        if (MaxHeld != int.MaxValue && line.Held(now).ToList() is var held && held.Count >= MaxHeld)
        {
            return held.Min(delivery => (DateTimeOffset?)delivery.DueAt);
        }

        return !IsOrdered ? line.NextDueAt(request.FirstAttemptsOnly)
            : line.Head(now) is null ? line.NextDueAt(request.FirstAttemptsOnly)
            : Head()?.DueAt;
    }

    private MemoryDelivery? Head() => line.Head(now) is { } head && (!request.FirstAttemptsOnly || head.Attempts == 0) ? head : null;
}
