using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Receiving;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary><c>receive</c>: one application with and without a receiver in it.</summary>
internal sealed class ReceiveVerb : IVerb
{
    public string Name => "receive";

    public string Usage => "receive [--apps plain,verified,memory,...] [--connections 64] [--rounds 5] [--seconds 1.5] [--smoke]";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--apps", "--connections", "--rounds", "--seconds"], ["--smoke"]);
        var smoke = arguments.Has("--smoke");
        var connections = arguments.Integer("--connections", smoke ? 8 : 64, 1, 4096);
        var settings = new RoundSettings(
            arguments.Integer("--rounds", smoke ? 1 : 5, 1, 1000),
            TimeSpan.FromSeconds(arguments.Number("--seconds", smoke ? 0.2 : 1.5, 0.05, 600)),
            smoke ? 500 : 150_000,
            WarmUpBursts: smoke ? 1 : 15);
        string[] names = [.. ReceivingApps.All.Select(app => app.Name)];
        var asked = arguments.Words("--apps", names, names);

        // The first is what the others are compared with, asked for or not.
        IReadOnlyList<IReceivingApp> apps = [.. ReceivingApps.All.Where((app, i) => i == 0 || asked.Contains(app.Name))];
        Describe(apps, settings, connections);

        var results = await MeasureAsync(apps, connections, settings, smoke);
        PartySummary[] parties = [.. apps.Select((app, i) => PartySummary.Of(app.Name, results[i], results[0]))];
        var report = new ReceiveReport(
            TimeProvider.System.GetUtcNow(), Machine.This, SamplePayload.Bytes, connections, settings.Rounds, settings.Duration.TotalSeconds, parties);
        ReceiveTable.Write(Console.Out, report);
        await Artifacts.WriteAsync(Name, smoke, report, ReportJson.Default.ReceiveReport);

        var failures = parties.Sum(party => party.Typical.Failures);
        if (failures > 0)
        {
            await Console.Error.WriteLineAsync($"{failures} requests were not answered 2xx: the figures compare different work.");
        }

        return failures == 0 ? 0 : 1;
    }

    private static void Describe(IReadOnlyList<IReceivingApp> apps, RoundSettings settings, int connections)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"{connections} connections, each sending signed events of {SamplePayload.Bytes} B one after another, every one under a new id; {settings.Rounds} rounds of {settings.Duration.TotalSeconds} s a cell."));
        Console.WriteLine("Each application is a process of its own; all get the same requests from the same load:");
        foreach (var app in apps)
        {
            Console.WriteLine($"{app.Name,-10} {app.Description}.");
        }

        Console.WriteLine("Ratios are medians of the rounds' ratios. CPU ratio: processor time of load, application and server, the first's over the party's.");
        Console.WriteLine();
    }

    private static async Task<CellResult[][]> MeasureAsync(IReadOnlyList<IReceivingApp> apps, int connections, RoundSettings settings, bool smoke)
    {
        using var folder = new TemporaryFolder();
        await using var server = await StoreUnderLoad.StartAsync("postgres", folder, isNew: smoke || !apps.Any(app => app.UsesServer));
        var processes = new List<ReceiverProcess>();
        try
        {
            var parties = new List<(Cell Cell, IParty Party)>();
            foreach (var app in apps)
            {
                var database = await server.NewAsync($"inbox{processes.Count}");
                var process = await ReceiverProcess.StartAsync([ReceivingAppVerb.Word, ReceivingAppVerb.App, app.Name, ReceivingAppVerb.Database, database]);
                processes.Add(process);
                parties.Add((new Cell(process, connections), new SignedLoad(app.Name, process.Url, app.UsesServer ? () => server.ServerProcessorTime : null)));
            }

            return await Rounds.RunAsync(parties, settings);
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }
    }
}
