using WebhookDispatch.Benchmarks.Backlog;
using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Receiving;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Neighbour;

/// <summary><c>neighbour</c>: what ill endpoints do to the healthy ones beside them.</summary>
internal sealed class NeighbourVerb : IVerb
{
    private const int Endpoints = 100;

    private const int ManyDue = 100_000;

    private static readonly Scenario[] Scenarios =
    [
        new("all healthy", 0, 0), new("one hangs", 1, 0), new("one hangs, 100,000 due for it", 1, 0, Due: ManyDue), new("ten hang", 10, 0),
        new("one refuses", 0, 1), new("one takes 50 ms, 100,000 due for it", 0, 0, Slow: 1, Due: ManyDue),
    ];

    public string Name => "neighbour";

    public string Usage => "neighbour [--per-second 500] [--timeout 5] [--rounds 5] [--seconds 10] [--smoke]";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--per-second", "--timeout", "--rounds", "--seconds"], ["--smoke"]);
        var smoke = arguments.Has("--smoke");
        var perSecond = arguments.Number("--per-second", 500, 1, 100_000);
        var timeout = arguments.Number("--timeout", 5, 0.1, 60);
        var settings = new RoundSettings(
            arguments.Integer("--rounds", smoke ? 1 : 5, 1, 1000),
            TimeSpan.FromSeconds(arguments.Number("--seconds", smoke ? 0.5 : 10, 0.05, 600)),
            (int)(smoke ? perSecond / 5 : 2 * perSecond));
        Console.WriteLine(FormattableString.Invariant(
            $"{Endpoints} endpoints on one receiver process, {perSecond} events/s for all in turn on a SQLite file, attempt timeout {timeout} s, else defaults;"));
        Console.WriteLine(FormattableString.Invariant(
            $"{settings.Rounds} rounds of {settings.Duration.TotalSeconds} s a scenario, each on a new file after {settings.WarmUpDeliveries} events. Only healthy endpoints count;"));
        Console.WriteLine("delivered: within 2 s of the end. Ratios compare with the healthy baseline of the same round.");
        Console.WriteLine();

        using var folder = new TemporaryFolder();
        using var arrivals = new ArrivalBoard(folder.PathOf("arrivals"));
        using var receiver = await ReceiverProcess.StartAsync(folder.PathOf("arrivals"));
        using var refusing = new RefusingPort();
        var results = await MeasureAsync(new Setting(receiver.Url, refusing.Url, arrivals, perSecond, timeout, smoke ? 100 : 1), settings);
        var report = new NeighbourReport(
            TimeProvider.System.GetUtcNow(), Machine.This, Endpoints, perSecond, timeout, settings.Rounds, settings.Duration.TotalSeconds,
            [.. Scenarios.Select((scenario, i) => NeighbourReport.Outcome.Of(scenario, results[i], results[0]))]);
        NeighbourTable.Write(Console.Out, report);
        await Artifacts.WriteAsync(Name, smoke, report, ReportJson.Default.NeighbourReport);
        return 0;
    }

    private static async Task<PacedResult[][]> MeasureAsync(Setting setting, RoundSettings settings)
    {
        var results = Scenarios.Select(_ => new PacedResult[settings.Rounds]).ToArray();
        for (var round = 0; round < settings.Rounds; round++)
        {
            var order = Enumerable.Range(0, Scenarios.Length);
            foreach (var scenario in round % 2 == 0 ? order : order.Reverse())
            {
                results[scenario][round] = await MeasureAsync(Scenarios[scenario], setting, settings);
            }
        }

        return results;
    }

    private static async Task<PacedResult> MeasureAsync(Scenario scenario, Setting setting, RoundSettings settings)
    {
        using var folder = new TemporaryFolder();
        var audience = new Audience(Endpoints, i => scenario.IsHealthy(i) ? new Uri(setting.Receiver, $"/hooks/{i}")
            : scenario.Hangs(i) ? new Uri(setting.Receiver, $"{ReceiverVerb.HangingPath}/{i}")
            : scenario.Refuses(i) ? setting.Refusing
            : new Uri(setting.Receiver, $"{ReceiverVerb.SlowPath}/{i}"));
        if (scenario.Due > 0)
        {
            await Hoard.FillAsync(folder.PathOf("neighbour.db"), scenario.Due / setting.Fraction, audience, 0);
        }

        // What ill endpoints get is never waited for.
        using var watch = new DeliveryWatch(1_000_000);
        await using var host = await StoredHost.StartAsync(folder.PathOf("neighbour.db"), audience.Endpoints, watch, options =>
        {
            options.Sending.AttemptTimeout = TimeSpan.FromSeconds(setting.Timeout);
            options.Sending.ConnectTimeout = TimeSpan.FromSeconds(Math.Min(setting.Timeout, 5));
        });
        var load = new PacedLoad(host, audience, watch, setting.Arrivals);
        _ = await load.RunAsync(setting.PerSecond, TimeSpan.FromSeconds(settings.WarmUpDeliveries / setting.PerSecond), TimeSpan.Zero, scenario.IsHealthy);
        return await load.RunAsync(setting.PerSecond, settings.Duration, TimeSpan.FromSeconds(2), scenario.IsHealthy);
    }

    private sealed record Setting(Uri Receiver, Uri Refusing, ArrivalBoard Arrivals, double PerSecond, double Timeout, int Fraction);
}
