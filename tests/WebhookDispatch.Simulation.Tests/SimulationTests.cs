using System.Globalization;
using WebhookDispatch.Simulation.Tests.Checking;

namespace WebhookDispatch.Simulation.Tests;

public sealed class SimulationTests
{
    // The long run: WEBHOOKDISPATCH_SEEDS=20000 dotnet test tests/WebhookDispatch.Simulation.Tests
    private static readonly int Seeds = Number("WEBHOOKDISPATCH_SEEDS") ?? 1000;

    // One seed again: WEBHOOKDISPATCH_SEED=4711 dotnet test tests/WebhookDispatch.Simulation.Tests
    private static readonly int? Seed = Number("WEBHOOKDISPATCH_SEED");

    [Fact]
    public async Task No_seed_breaks_a_promise_whatever_crashes_fails_stalls_or_comes_late()
    {
        var broken = new List<(int Seed, string Text)>();
        long accepted = 0, deliveries = 0, sent = 0, duplicates = 0, crashes = 0, steps = 0;
        await Parallel.ForEachAsync(Seed is { } one ? [one] : Enumerable.Range(1, Seeds), async (seed, _) =>
        {
            await using var run = SimulationRun.Of(seed);
            var verdict = Verdict.Of(run);
            Interlocked.Add(ref accepted, verdict.Accepted);
            Interlocked.Add(ref deliveries, verdict.Deliveries);
            Interlocked.Add(ref sent, verdict.Sent);
            Interlocked.Add(ref duplicates, verdict.Duplicates);
            Interlocked.Add(ref crashes, verdict.Crashes);
            Interlocked.Add(ref steps, run.Steps);
            if (verdict.Violations.Count > 0)
            {
                lock (broken)
                {
                    broken.Add((seed, verdict.Explain(seed, run)));
                }
            }
        });

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seeds={(Seed is null ? Seeds : 1)} steps={steps} crashes={crashes} accepted={accepted} deliveries={deliveries} sent={sent} duplicates={duplicates} broken={broken.Count}"));
        var shortestFirst = broken.OrderBy(found => found.Text.Length).Select(found => found.Text).ToList();
        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, [.. shortestFirst.Take(1), .. shortestFirst.Skip(1).Take(20).Select(text => text.Split('\n')[0])]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_seed_is_always_the_same_history(int seed)
    {
        await using var once = SimulationRun.Of(seed);
        await using var again = SimulationRun.Of(seed);

        Assert.NotEmpty(once.Ledger.Entries);
        Assert.Equal(once.Ledger.History, again.Ledger.History);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
