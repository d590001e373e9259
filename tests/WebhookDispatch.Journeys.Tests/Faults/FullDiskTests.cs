using System.Diagnostics;

namespace WebhookDispatch.Journeys.Tests.Faults;

/// <summary>A process whose disk runs full: a small one, mounted for the test.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task A_process_on_a_full_disk_says_so_and_all_that_it_had_accepted_is_delivered_once_there_is_room()
    {
        await using var run = await FaultRun.StartAsync();
        await MountOrSkipAsync(run.Folder);
        try
        {
            var end = await ConsoleSenderProgram.RunAsync(run.PublishArguments(1_000_000, "--concurrency", "16"));
            var accepted = run.Note(end);

            Assert.Equal(3, end.ExitCode);
            Assert.Contains("Make room", end.Errors[^1], StringComparison.Ordinal);
            Assert.InRange(accepted, 1, 999_999);
            Assert.Equal(0, await RunAsync("mount", "-o", "remount,size=256m", run.Folder));
            await run.FinishAsync(inFlight: 0);
        }
        finally
        {
            await RunAsync("umount", run.Folder);
        }
    }

    // Continuous integration runs as root where it can; elsewhere nobody else may mount.
    private static async Task MountOrSkipAsync(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "A small disk can only be mounted by root on Linux.");
        var isMounted = await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) == 0;
        Assert.True(isMounted || string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), "A small disk could not be mounted although this is root.");
        Assert.SkipUnless(isMounted, "This root may not mount.");
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
