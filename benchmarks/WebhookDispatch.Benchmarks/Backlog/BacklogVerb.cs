using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Neighbour;
using WebhookDispatch.Benchmarks.Receiving;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Backlog;

/// <summary><c>backlog</c>: whether claiming and delivering slows down with the number of deliveries that wait.</summary>
internal sealed class BacklogVerb : IVerb
{
    private const int Callers = 64;

    public string Name => "backlog";

    public string Usage => "backlog [--store sqlite|postgres] [--rows 10k,1M (0: nothing waits)] [--endpoints 100] [--body 1024] [--rounds 5] [--seconds 1.5] [--smoke]";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--store", "--rows", "--endpoints", "--body", "--rounds", "--seconds"], ["--smoke"]);
        var smoke = arguments.Has("--smoke");
        var rows = arguments.Counts("--rows", smoke ? [0, 200, 2000] : [10_000, 1_000_000], 0, 10_000_000);
        var endpoints = arguments.Counts("--endpoints", [100], 1, 100_000);
        var body = arguments.Integer("--body", SamplePayload.Bytes, 128, 1_000_000);
        var settings = new RoundSettings(
            arguments.Integer("--rounds", smoke ? 1 : 5, 1, 1000),
            TimeSpan.FromSeconds(arguments.Number("--seconds", smoke ? 0.2 : 1.5, 0.05, 600)),
            smoke ? 200 : 5000);
        var store = arguments.Word("--store", "sqlite", "sqlite", "postgres");
        Console.WriteLine($"A {(store == "sqlite" ? "SQLite file" : "PostgreSQL database")} for each backlog: 90 % due, for one endpoint that refuses and is parked; 10 % due in a day, for the live endpoints.");
        Console.WriteLine($"Live traffic: {Callers} callers, {body} B bodies, at most 2048 not yet delivered, nothing handed over in memory, so that every delivery is claimed.");
        Console.WriteLine();

        using var receiver = await ReceiverProcess.StartAsync();
        using var refusing = new RefusingPort();
        var sizes = new List<BacklogReport.Size>();
        foreach (var count in endpoints)
        {
            await using var field = await BacklogField.StartAsync(store, receiver.Url, refusing.Url, count, body, smoke);
            sizes.AddRange(await MeasureAsync(field, receiver, count, rows, settings));
        }

        var report = new BacklogReport(TimeProvider.System.GetUtcNow(), Machine.This, body, settings.Rounds, settings.Duration.TotalSeconds, sizes);
        BacklogTable.Write(Console.Out, report);
        await Artifacts.WriteAsync(store == "sqlite" ? Name : $"{Name}-{store}", smoke, report, ReportJson.Default.BacklogReport);
        return 0;
    }

    private static async Task<IEnumerable<BacklogReport.Size>> MeasureAsync(
        BacklogField field, ReceiverProcess receiver, int endpoints, int[] rows, RoundSettings settings)
    {
        foreach (var count in rows)
        {
            await field.AddAsync(count);
        }

        var results = await Rounds.RunAsync(new Cell(receiver, Callers), field.Parties, settings);
        var (now, peak) = ProcessMemory.WorkingSet;
        return rows.Select((count, i) => new BacklogReport.Size(
            endpoints, count, field.FillSeconds[i], field.Sizes[i].Bytes, field.Sizes[i].IndexBytes, now, peak,
            PartySummary.Of(field.Parties[i].Name, results[i], results[0])));
    }
}
