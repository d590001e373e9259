using System.Data.Common;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Publishing;

public sealed class CommitWatchTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly TestClock _clock = new();
    private readonly Signals _signals = new();
    private readonly CommitWatch _watch;

    public CommitWatchTests() => _watch = new CommitWatch(_signals, _clock);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void The_dispatcher_is_woken_once_and_only_after_the_commit()
    {
        using var transaction = new OpenTransaction();
        _watch.Add(transaction, _signals);
        _clock.Advance(10 * Tick);
        Assert.Equal(0, _signals.Count);

        transaction.Commit();
        _clock.Advance(Tick);
        Assert.Equal(1, _signals.Count);

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((1, 1), (_signals.Count, _signals.Told));
        Assert.Empty(_clock.Sleeping);
    }

    [Fact]
    public void A_transaction_that_stays_open_is_looked_at_less_often_and_at_last_left_to_the_poll()
    {
        using var transaction = new OpenTransaction();
        _watch.Add(transaction, _signals);
        Assert.Equal([Tick], _clock.Sleeping);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([10 * Tick], _clock.Sleeping);

        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(_clock.Sleeping);
    }

    [Fact]
    public void Each_of_several_transactions_is_noticed()
    {
        using var one = new OpenTransaction();
        using var other = new OpenTransaction();
        _watch.Add(one, _signals);
        _watch.Add(other, _signals);

        other.Rollback();
        _clock.Advance(Tick);
        Assert.Equal(1, _signals.Count);
        one.Commit();
        _clock.Advance(Tick);
        Assert.Equal(2, _signals.Count);
    }

    [Fact]
    public void Who_knows_of_the_end_need_not_wait_for_the_look()
    {
        using var transaction = new OpenTransaction();
        using var unknown = new OpenTransaction();
        _watch.Add(transaction, _signals);

        _watch.Ended(transaction);
        _watch.Ended(unknown);

        Assert.Equal(1, _signals.Count);
    }

    /// <summary>The dispatcher of this process and the store, which tells the others.</summary>
    private sealed class Signals : IHandOff, ITransactionalQueue
    {
        internal int Count { get; private set; }

        internal int Told { get; private set; }

        public TimeSpan Lease => TimeSpan.FromSeconds(40);

        public bool TryReserve(string endpointId) => false;

        public void Return(string endpointId) => throw new InvalidOperationException("Nothing was reserved.");

        public void Offer(LeasedDelivery delivery) => throw new InvalidOperationException("Nothing is handed over.");

        public void Signal() => Count++;

        public void TransactionEnded() => Told++;

        public ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(
            IReadOnlyList<NewEvent> events, DbTransaction transaction, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing is stored.");
    }
}
