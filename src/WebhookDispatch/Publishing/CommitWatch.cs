using System.Data.Common;
using WebhookDispatch.Stores;

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
    private readonly Dictionary<DbTransaction, (ITransactionalQueue Queue, long Since)> _open = new(ReferenceEqualityComparer.Instance);

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

    internal void Add(DbTransaction transaction, ITransactionalQueue queue)
    {
        lock (_gate)
        {
            _open[transaction] = (queue, _time.GetTimestamp());
            _timer.Change(Often, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>For who knows that a transaction has ended.</summary>
    internal void Ended(DbTransaction transaction)
    {
        ITransactionalQueue? queue;
        lock (_gate)
        {
            queue = _open.Remove(transaction, out var watched) ? watched.Queue : null;
        }

        Signal(queue);
    }

    private void Look()
    {
        ITransactionalQueue? queue = null;
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            foreach (var (transaction, watched) in _open.ToList())
            {
                if (HasEnded(transaction) || _time.GetElapsedTime(watched.Since, now) > Longest)
                {
                    queue = watched.Queue;
                    _open.Remove(transaction);
                }
            }

            if (_open.Count > 0)
            {
                _timer.Change(_open.Values.Any(watched => _time.GetElapsedTime(watched.Since, now) < AtFirst) ? Often : Seldom, Timeout.InfiniteTimeSpan);
            }
        }

        Signal(queue);
    }

    private void Signal(ITransactionalQueue? queue)
    {
        if (queue is not null)
        {
            _handOff.Signal();
            queue.TransactionEnded();
        }
    }
}
