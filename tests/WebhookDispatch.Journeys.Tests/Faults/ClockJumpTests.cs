namespace WebhookDispatch.Journeys.Tests.Faults;

/// <summary>The wall clock of a running process jumps by a day, as libfaketime makes it believe.</summary>
public sealed class ClockJumpTests
{
    private static readonly string? Library = new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu" }
        .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists);

    [Theory]
    [InlineData("+86400")]
    [InlineData("-86400")]
    public async Task A_clock_that_jumps_by_a_day_loses_nothing_and_holds_nothing_up(string seconds)
    {
        Assert.True(Library is not null || string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), "faketime is missing; install it, as .ci/run does.");
        Assert.SkipWhen(Library is null, "faketime is not installed.");
        const int Events = 40;
        await using var run = await FaultRun.StartAsync();
        await run.PublishAsync(Events);
        var clock = Path.Combine(run.Folder, "clock");
        await File.WriteAllTextAsync(clock, "+0", TestContext.Current.CancellationToken);
        var jumped = new TaskCompletionSource();
        run.AnswerOnce(_ => jumped.Task);
        await using var dispatcher = ConsoleSenderProgram.StartUnder(
            ["env", $"LD_PRELOAD={Library}", $"FAKETIME_TIMESTAMP_FILE={clock}", "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"],
            "dispatch", "--store", run.Store, "--allow-loopback", "--until-empty");
        await run.NextArrivalAsync();

        await File.WriteAllTextAsync(clock, seconds, TestContext.Current.CancellationToken);
        jumped.SetResult();
        var end = await dispatcher.EndAsync();

        Assert.Equal($"delivered={Events} dead=0 pending=0", end.Output[^1]);

        Assert.True(StoreIntegrity.SpreadOfAttempts(run.Store) > TimeSpan.FromHours(23), "The clock did not jump.");

        // And again by the true clock: the store's own goes on where it was.
        await run.PublishAsync(Events);
        await run.FinishAsync(inFlight: 8);
    }
}
