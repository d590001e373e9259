using System.Data.Common;

namespace WebhookDispatch.Publishing;

/// <summary>
/// Notices that transactions have ended in which events were published, and wakes the dispatcher then: before, it would find
/// nothing. ADO.NET tells nobody of a commit, so that the transaction is looked at, often at first and seldom later. A
/// transaction that was rolled back wakes it for nothing, which is harmless; one that is missed is found by the next poll.
/// </summary>
internal sealed class CommitWatch : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Seldom = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AtFirst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly IHandOff _handOff;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Dictionary<DbTransaction, long> _open = new(ReferenceEqualityComparer.Instance);

    public CommitWatch(IHandOff handOff, TimeProvider timeProvider)
    {
        _handOff = handOff;
        _time = timeProvider;
        _timer = timeProvider.CreateTimer(static watch => ((CommitWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a transaction has been committed, rolled back or disposed.</summary>
    internal static bool HasEnded(DbTransaction transaction)
    {
        try
        {
            // Npgsql keeps the connection of a committed transaction until it is disposed, but lets nobody read its level.
            _ = transaction.IsolationLevel;
            return transaction.Connection is null;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    public void Dispose() => _timer.Dispose();

    internal void Add(DbTransaction transaction)
    {
        lock (_gate)
        {
            _open[transaction] = _time.GetTimestamp();
            _timer.Change(Often, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>For who knows that a transaction has ended.</summary>
    internal void Ended(DbTransaction transaction)
    {
        bool isWatched;
        lock (_gate)
        {
            isWatched = _open.Remove(transaction);
        }

        if (isWatched)
        {
            _handOff.Signal();
        }
    }

    private void Look()
    {
        int ended;
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            ended = _open.Where(pair => HasEnded(pair.Key) || _time.GetElapsedTime(pair.Value, now) > Longest).ToList().Count(pair => _open.Remove(pair.Key));
            if (_open.Count > 0)
            {
                _timer.Change(_open.Values.Any(since => _time.GetElapsedTime(since, now) < AtFirst) ? Often : Seldom, Timeout.InfiniteTimeSpan);
            }
        }

        if (ended > 0)
        {
            _handOff.Signal();
        }
    }
}
