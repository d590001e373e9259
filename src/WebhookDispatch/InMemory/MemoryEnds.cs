namespace WebhookDispatch.InMemory;

/// <summary>
/// What has ended, the longest ago first: a line, because ends come in the order of time. What left it otherwise than at its head, such as
/// a replay, is passed over when it comes there. Only touched under the store's lock.
/// </summary>
internal sealed class MemoryEnds
{
    private readonly Queue<(MemoryDelivery Delivery, DateTimeOffset EndedAt)> _line = new();

    internal void Add(MemoryDelivery delivery) => _line.Enqueue((delivery, delivery.EndedAt!.Value));

    /// <summary>Takes what ended before an instant, up to a limit.</summary>
    /// <param name="before">The instant.</param>
    /// <param name="limit">The most to take.</param>
    /// <param name="belongs">Whether a delivery that has not moved still belongs here.</param>
    internal List<MemoryDelivery> TakeEndedBefore(DateTimeOffset before, int limit, Func<MemoryDelivery, bool> belongs)
    {
        var taken = new List<MemoryDelivery>();
        while (taken.Count < limit && _line.TryPeek(out var oldest) && oldest.EndedAt < before)
        {
            _line.Dequeue();
            if (oldest.Delivery.EndedAt == oldest.EndedAt && belongs(oldest.Delivery))
            {
                taken.Add(oldest.Delivery);
            }
        }

        return taken;
    }
}
