namespace WebhookDispatch.Sqlite.Writing;

/// <summary>
/// The store's time, which never goes back: a wall clock set back by an hour would hold every delivery for an hour. It goes
/// on from the last instant it gave, by the time that has really passed, and follows the wall clock only forward.
/// </summary>
internal sealed class StoreClock(TimeProvider timeProvider)
{
    private long _ticks;
    private long _readAt = timeProvider.GetTimestamp();

    internal long Read()
    {
        var readAt = timeProvider.GetTimestamp();
        var elapsed = Math.Max(0, timeProvider.GetElapsedTime(_readAt, readAt).Ticks);
        _readAt = readAt;
        _ticks = Math.Max(_ticks + elapsed, timeProvider.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks);
        return _ticks / TimeSpan.TicksPerMicrosecond;
    }

    /// <summary>Goes on from an instant that rows were written at before.</summary>
    internal void NotBefore(long instant) => _ticks = Math.Max(_ticks, instant * TimeSpan.TicksPerMicrosecond);
}
