namespace ConsoleSender;

/// <summary>Counts how events ended, from several threads.</summary>
internal sealed class Tally
{
    private int _delivered;
    private int _deadLettered;
    private int _interrupted;

    /// <summary>Whether all of these were delivered; with no number, all that were begun.</summary>
    public bool AreDelivered(int? events) => _deadLettered + _interrupted == 0 && _delivered == (events ?? _delivered);

    public void Count(bool delivered) => Interlocked.Increment(ref delivered ? ref _delivered : ref _deadLettered);

    public void CountInterrupted() => Interlocked.Increment(ref _interrupted);

    public override string ToString() => $"delivered={_delivered} dead={_deadLettered} interrupted={_interrupted}";
}
