using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <content>What the loop that claims asks of the pool, and tells it.</content>
internal sealed partial class RunnerPool
{
    /// <summary>What a claim may take now.</summary>
    internal (int Slots, bool FirstAttemptsOnly, Dictionary<string, int> Capacity) RoomForClaim()
    {
        lock (_gate)
        {
            // Handed-over deliveries that wait for a turn will take slots, too; but a publisher that never pauses must not
            // keep retries out for ever: a quarter of the slots is always open to claims.
            var free = _slots.Free - _line.Count;
            var slots = _stopped ? 0 : Math.Max(0, Math.Max(free, Math.Max(1, _options.MaxInFlight / 4) - _runners.Claimed));
            _starved |= slots == 0;
            return (slots, _slots.AreFullOfRetries, _runners.Room(_time.GetTimestamp()));
        }
    }

    /// <summary>
    /// Remembers who may have more in the store than a claim could take. Without it every attempt that ends would ask for a
    /// claim, and on the common path, the hand-off, there is nothing to claim.
    /// </summary>
    internal void NoteClaim(int slots, Dictionary<string, int> capacity, int defaultCapacity, IReadOnlyList<LeasedDelivery> claimed)
    {
        lock (_gate)
        {
            _starved = claimed.Count >= slots;
            _runners.NoteClaim(capacity, defaultCapacity, claimed);
        }
    }
}
