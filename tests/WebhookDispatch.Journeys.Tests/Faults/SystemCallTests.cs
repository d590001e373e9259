using System.Diagnostics;

namespace WebhookDispatch.Journeys.Tests.Faults;

/// <summary>The disk fails or is slow, as strace makes the process believe.</summary>
public sealed class SystemCallTests
{
    [Fact]
    public async Task When_syncing_fails_nothing_more_is_accepted_and_what_was_is_there()
    {
        await StraceOrSkipAsync();
        await using var run = await FaultRun.StartAsync();
        await using var child = ConsoleSenderProgram.StartUnder(Strace("error=EIO:when=40+"), run.PublishArguments(100_000, "--concurrency", "16"));

        var end = await child.EndAsync();
        var accepted = run.Note(end);

        Assert.Equal(3, end.ExitCode);
        Assert.Contains("Look at its disk", end.Errors[^1], StringComparison.Ordinal);
        Assert.InRange(accepted, 1, 99_999);
        await run.FinishAsync(inFlight: 0);
    }

    [Fact]
    public async Task When_syncing_is_slow_many_publishers_share_one()
    {
        const int Events = 2000;
        await StraceOrSkipAsync();
        await using var run = await FaultRun.StartAsync();
        await using var child = ConsoleSenderProgram.StartUnder(Strace("delay_exit=20000"), run.PublishArguments(Events, "--concurrency", "64"));

        var first = await child.LineAsync("accepted ");
        var began = Stopwatch.GetTimestamp();
        var end = await child.EndAsync();
        var took = Stopwatch.GetElapsedTime(began);

        // One by one they would take 40 seconds: 2,000 × 20 ms.
        Assert.StartsWith("accepted ", first, StringComparison.Ordinal);
        Assert.Equal(Events, run.Note(end));
        Assert.True(took < TimeSpan.FromSeconds(10), $"{Events} events took {took}.");
    }

    private static string[] Strace(string injected) =>
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:{injected}"];

    // Continuous integration installs it; a machine that forbids tracing cannot run these tests at all.
    private static async Task StraceOrSkipAsync()
    {
        var isInstalled = await RunAsync("strace", "-V");
        Assert.True(isInstalled || string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), "strace is missing; install it, as .ci/run does.");
        Assert.SkipUnless(isInstalled && await RunAsync("strace", "-o", "/dev/null", "true"), "strace is not installed, or may not trace here.");
    }

    private static async Task<bool> RunAsync(params string[] line)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
