using WebhookDispatch.Stores;

namespace WebhookDispatch.Dispatching;

/// <content>What the loop that claims asks of the pool, and tells it.</content>
internal sealed partial class RunnerPool
{
    // Nothing beside the lease, and so much longer than a claim takes that few of them, each for many, keep the slots busy: what a claim
    // costs the store hardly depends on how much it takes.
    private const double SecondsAhead = 0.08;

    // For each slot. Two dispatchers with 100 endpoints delivered 1.2 times as much as with one.
    private const int MostAheadPerSlot = 8;

    private const double SecondsToCount = 0.005;

    private int _completed;
    private long _countedAt;
    private double _perSecond;

    /// <summary>What a claim may take now.</summary>
    /// <param name="mayRunAhead">Whether a claim takes so long that the next deliveries should be here before the slots are.</param>
    internal (int Slots, int Ahead, bool FirstAttemptsOnly, Dictionary<string, int> Capacity) RoomForClaim(bool mayRunAhead)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();

            // Handed-over deliveries that wait for a turn will take slots, too; but a publisher that never pauses must not
            // keep retries out for ever: a quarter of the slots is always open to claims.
            var free = _slots.Free - _line.Count;
            var slots = _stopped ? 0 : Math.Max(0, Math.Max(free, Math.Max(1, _options.MaxInFlight / 4) - _runners.Claimed));
            _mostAhead = mayRunAhead && !_stopped ? FindMostAhead(now) : 0;
            var ahead = IsRoomAhead() ? _mostAhead - _runners.Held : 0;
            _starved |= slots + ahead == 0;
            return (slots, ahead, _slots.AreFullOfRetries, _runners.Room(now));
        }
    }

    /// <summary>
    /// Remembers who may have more in the store than a claim could take. Without it every attempt that ends would ask for a
    /// claim, and on the common path, the hand-off, there is nothing to claim.
    /// </summary>
    internal void NoteClaim(int asked, Dictionary<string, int> capacity, int defaultCapacity, IReadOnlyList<LeasedDelivery> claimed)
    {
        lock (_gate)
        {
            _starved = claimed.Count >= asked;
            _runners.NoteClaim(capacity, defaultCapacity, claimed);
        }
    }

    // Not for each that comes free: a claim costs the same for one as for many.
    private bool IsRoomAhead() => _runners.Held <= _mostAhead / 4;

    // As many as end in a moment. Where attempts take long nothing is held ahead that another process could send now.
    private int FindMostAhead(long now)
    {
        var elapsed = _time.GetElapsedTime(_countedAt, now).TotalSeconds;
        if (elapsed > SecondsToCount)
        {
            _perSecond = (_perSecond + (_completed / elapsed)) / 2;
            (_completed, _countedAt) = (0, now);
        }

        return (int)Math.Min(MostAheadPerSlot * _options.MaxInFlight, _perSecond * SecondsAhead);
    }
}
