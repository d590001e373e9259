namespace WebhookDispatch.InMemory;

/// <summary>What waits for one endpoint, by due time and id. First attempts stand apart, so that a claim of them passes no retries.</summary>
internal sealed class MemoryLine
{
    private static readonly Comparer<MemoryDelivery> ByDueTime = Comparer<MemoryDelivery>.Create(static (one, other) =>
        one.DueAt != other.DueAt ? one.DueAt.CompareTo(other.DueAt) : one.Id.CompareTo(other.Id));

    private readonly SortedSet<MemoryDelivery> _firsts = new(ByDueTime);
    private readonly SortedSet<MemoryDelivery> _retries = new(ByDueTime);

    internal bool IsEmpty => Count == 0;

    internal int Count => _firsts.Count + _retries.Count;

    internal IEnumerable<MemoryDelivery> All => _firsts.Concat(_retries);

    internal void Add(MemoryDelivery delivery) => SetOf(delivery).Add(delivery);

    internal void Remove(MemoryDelivery delivery) => SetOf(delivery).Remove(delivery);

    internal DateTimeOffset? NextDueAt(bool firstAttemptsOnly)
    {
        var (first, retry) = (_firsts.Min?.DueAt, firstAttemptsOnly ? null : _retries.Min?.DueAt);
        return retry is null || first < retry ? first : retry;
    }

    /// <summary>What is due, the longest due first.</summary>
    internal IEnumerable<MemoryDelivery> Due(DateTimeOffset now, bool firstAttemptsOnly, int limit)
    {
        var firsts = Due(_firsts, now, limit);
        return firstAttemptsOnly ? firsts : firsts.Concat(Due(_retries, now, limit)).Order(ByDueTime).Take(limit);
    }

    internal IEnumerable<MemoryDelivery> Held(DateTimeOffset now) => All.Where(delivery => delivery.IsHeld(now));

    /// <summary>The one whose turn it is where deliveries go one by one, due or not.</summary>
    internal MemoryDelivery? Head(DateTimeOffset now) => All.Where(delivery => !delivery.IsForLater(now)).MinBy(delivery => delivery.Id);

    private static IEnumerable<MemoryDelivery> Due(SortedSet<MemoryDelivery> waiting, DateTimeOffset now, int limit) =>
        waiting.TakeWhile(delivery => delivery.DueAt <= now).Take(limit);

    private SortedSet<MemoryDelivery> SetOf(MemoryDelivery delivery) => delivery.Attempts == 0 ? _firsts : _retries;
}
