namespace WebhookDispatch.Sqlite.Writing;

/// <summary>
/// Says when to copy the log into the file. Everybody who writes waits meanwhile, so it is copied a little at a time: the copy of
/// 500 pages held up every hundredth publish for 5 ms. On a disk that is slow to sync a copy takes long however small it is; more
/// gathers there, so that copying takes no more than a ninth of the time.
/// </summary>
internal sealed class CheckpointPace(TimeProvider timeProvider, int mostPages)
{
    private const int Parts = 4;
    private const int RestForEach = 8;

    private readonly int _fewestPages = Math.Max(1, mostPages / Parts);
    private TimeSpan _lastTook;
    private long _endedAt = timeProvider.GetTimestamp();

    /// <summary>After so many pages it is copied, however little the disk has rested.</summary>
    internal int MostPages => mostPages;

    internal bool IsDue(int pagesWritten) =>
        pagesWritten >= mostPages
        || (pagesWritten >= _fewestPages && timeProvider.GetElapsedTime(_endedAt) >= RestForEach * _lastTook);

    /// <summary>Copies, and takes the time of it.</summary>
    internal int Run(Func<int> checkpoint)
    {
        var started = timeProvider.GetTimestamp();
        var pages = checkpoint();
        _endedAt = timeProvider.GetTimestamp();
        _lastTook = timeProvider.GetElapsedTime(started, _endedAt);
        return pages;
    }
}
