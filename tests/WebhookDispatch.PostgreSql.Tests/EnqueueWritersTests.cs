using System.Threading.Channels;
using WebhookDispatch.PostgreSql.Enqueuing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>When a statement that stores events begins, and what is in it.</summary>
public sealed class EnqueueWritersTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(10);

    private readonly TestClock _clock = new();
    private readonly Channel<(int Calls, TaskCompletionSource Gate)> _statements = Channel.CreateUnbounded<(int Calls, TaskCompletionSource Gate)>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_while_a_statement_runs_is_stored_together_by_the_next()
    {
        await using var writers = new EnqueueWriters(2, 100, StoreAsync, _clock);
        var first = EnqueueAsync(writers);
        var (one, gate) = await NextAsync();
        Task[] others = [EnqueueAsync(writers), EnqueueAsync(writers), EnqueueAsync(writers)];
        await _clock.WhenSleepingAsync(length => length == Long);
        Assert.False(_statements.Reader.TryRead(out _));

        gate.SetResult();

        await first;
        var (many, next) = await NextAsync();
        Assert.Equal((1, 3), (one, many));
        next.SetResult();
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task A_statement_that_takes_long_holds_up_nobody_else_until_as_many_run_as_may()
    {
        await using var writers = new EnqueueWriters(2, 100, StoreAsync, _clock);
        var slow = EnqueueAsync(writers);
        var (_, slowGate) = await NextAsync();
        var second = EnqueueAsync(writers);
        await _clock.WhenSleepingAsync(length => length == Long);

        _clock.Advance(Long);

        var (_, secondGate) = await NextAsync();
        var third = EnqueueAsync(writers);
        _clock.Advance(Long * 10);
        Assert.False(_statements.Reader.TryRead(out _));
        secondGate.SetResult();
        await second;
        var (_, thirdGate) = await NextAsync();
        thirdGate.SetResult();
        await third;
        Assert.False(slow.IsCompleted);
        slowGate.SetResult();
        await slow;
    }

    private static Task<IReadOnlyList<EnqueueResult>> EnqueueAsync(EnqueueWriters writers) => writers.EnqueueAsync(new EnqueueCall([StoreTest.New()], TimeSpan.Zero), Cancellation).AsTask();

    private async Task<(int Calls, TaskCompletionSource Gate)> NextAsync() => await _statements.Reader.ReadAsync(Cancellation);

    private async ValueTask<IReadOnlyList<EnqueueResult>> StoreAsync(IReadOnlyList<EnqueueCall> group)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _statements.Writer.WriteAsync((group.Count, gate), Cancellation);
        await gate.Task;
        return [.. group.Select(call => new EnqueueResult(EnqueueStatus.Stored, call.Events[0].Event.Id, 1, []))];
    }
}
