using System.Diagnostics;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Journeys.Tests.Faults;

/// <summary>A supervisor stops a process that has attempts in flight.</summary>
public sealed class SignalTests
{
    // An endpoint begins with so many slots: so many are in flight when the first request arrives.
    private const int InFlight = 2;
    private const int Events = 30;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Attempts_that_end_within_the_grace_period_count_and_nothing_more_is_begun(int seconds)
    {
        await using var run = await FaultRun.StartAsync();
        await run.PublishAsync(Events);
        var told = new TaskCompletionSource();
        run.AnswerOnce(async _ =>
        {
            await told.Task;
            await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        });
        await using var child = run.Dispatch("--grace", "4s");
        await run.NextArrivalAsync();

        await child.SignalAsync("TERM");
        await child.ErrorLineAsync("Stopping");
        told.SetResult();
        var stopped = Stopwatch.GetTimestamp();
        var end = await child.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.True(Stopwatch.GetElapsedTime(stopped) < Grace + TimeSpan.FromSeconds(2), end.ToString());
        Assert.InRange(run.Arrivals, 1, InFlight);
        Assert.Equal($"delivered={run.Arrivals} dead=0 pending={Events - run.Arrivals}", end.Output[^1]);
        Assert.Equal(0, (await run.FinishAsync(inFlight: 0)).Duplicates);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(null)]
    public async Task Attempts_that_outlast_the_grace_period_are_cut_off_and_handed_back_unspent(int? seconds)
    {
        await using var run = await FaultRun.StartAsync();
        await run.PublishAsync(Events);
        run.AnswerAfter(seconds is { } length ? TimeSpan.FromSeconds(length) : null);
        await using var child = run.Dispatch("--grace", "1s", "--timeout", "60s");
        await run.NextArrivalAsync();

        await child.SignalAsync("TERM");
        await child.ErrorLineAsync("Stopping");
        var stopped = Stopwatch.GetTimestamp();
        var end = await child.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.True(Stopwatch.GetElapsedTime(stopped) < TimeSpan.FromSeconds(1 + 2), end.ToString());
        Assert.Equal($"delivered=0 dead=0 pending={Events}", end.Output[^1]);
        await run.FinishAsync(InFlight);
    }

    [Fact]
    public async Task A_second_signal_hurries_nothing()
    {
        await using var run = await FaultRun.StartAsync();
        await run.PublishAsync(Events);
        var told = new TaskCompletionSource();
        run.AnswerOnce(_ => told.Task);
        await using var child = run.Dispatch();
        await run.NextArrivalAsync();

        await child.SignalAsync("TERM");
        await child.ErrorLineAsync("Stopping");
        await child.SignalAsync("TERM");
        told.SetResult();
        var end = await child.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Equal(0, (await run.FinishAsync(inFlight: 0)).Duplicates);
    }

    [Fact]
    public async Task A_signal_during_the_start_ends_it_and_the_next_start_finds_everything()
    {
        await using var run = await FaultRun.StartAsync();
        await run.PublishAsync(Events);
        using var opened = new FileSystemWatcher(run.Folder, "webhooks.db-wal");
        var opening = new TaskCompletionSource();
        opened.Created += (_, _) => opening.TrySetResult();
        opened.EnableRaisingEvents = true;

        await using var child = run.Dispatch();
        await opening.Task.WaitAsync(Patience.Token);
        await child.SignalAsync("TERM");
        var end = await child.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Equal(0, (await run.FinishAsync(inFlight: 0)).Duplicates);
    }
}
