using System.Globalization;

namespace WebhookDispatch.Journeys.Tests;

public sealed class CrashTests
{
    // The long run: WEBHOOKDISPATCH_KILLS=1000 dotnet test tests/WebhookDispatch.Journeys.Tests
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("WEBHOOKDISPATCH_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 25;

    [Fact]
    public async Task Nothing_that_was_accepted_is_lost_when_the_process_is_killed_again_and_again()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var run = await CrashRun.StartAsync();
        for (var kill = 0; kill < Kills; kill++)
        {
            await run.LiveAndDieAsync(random.Next(1, 2000));
        }

        var last = await run.FinishAsync();
        var report = run.Report(Kills);

        TestContext.Current.TestOutputHelper!.WriteLine($"{report} seed={seed}");
        Assert.Contains(" pending=0", last, StringComparison.Ordinal);
        Assert.Contains("dead=0 ", last, StringComparison.Ordinal);
        Assert.True(report is { Lost: 0, Accepted: > 0 }, report.ToString());
        Assert.True(report.Duplicates <= report.Bound, report.ToString());
        Assert.Equal("ok", StoreIntegrity.Of(run.Store));
    }

    [Fact]
    public void The_ledgers_tell_what_was_lost_and_what_came_twice()
    {
        var report = CrashReport.Of(
            2, ["a", "b", "c"], new Dictionary<string, int> { ["a"] = 1, ["b"] = 3, ["unannounced"] = 1 }, [5, 90, 10]);

        Assert.Equal((1, 2, 3, 90.0), (report.Lost, report.Duplicates, report.Delivered, report.RecoveryP99));
        Assert.StartsWith("kills=2 accepted=3 delivered=3 lost=1 duplicates=2 bound=", report.ToString(), StringComparison.Ordinal);
    }
}
