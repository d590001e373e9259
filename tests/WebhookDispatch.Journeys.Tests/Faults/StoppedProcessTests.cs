namespace WebhookDispatch.Journeys.Tests.Faults;

/// <summary>A process stands still for longer than its leases and goes on: a machine that swaps, a container that is paused.</summary>
public sealed class StoppedProcessTests
{
    // Twice the attempt's deadline of one second, and ten.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task A_process_that_was_paused_past_its_leases_loses_nothing_and_overwrites_nothing()
    {
        await using var run = await FaultRun.StartAsync();
        await run.PublishAsync(10);
        var answer = new TaskCompletionSource();
        run.AnswerOnce(_ => answer.Task);
        await using var child = run.Dispatch("--until-empty", "--timeout", "1s", "--schedule", "10ms,10ms,10ms");
        await run.NextArrivalAsync();

        await child.SignalAsync("STOP");
        await Task.Delay(Lease + TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        answer.SetResult();
        await child.SignalAsync("CONT");
        var end = await child.EndAsync();

        // The two attempts in flight were answered while nobody listened; each may be made once more, and no more.
        Assert.Equal("delivered=10 dead=0 pending=0", end.Output[^1]);
        await run.FinishAsync(inFlight: 2);
    }
}
