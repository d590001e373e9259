using System.Diagnostics;
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
    private const int Endpoints = 100;
    private const int MostOutstanding = 2048;

    public string Name => "backlog";

    public string Usage => "backlog [--store sqlite|postgres] [--rows 10k,1M] [--rounds 5] [--seconds 1.5] [--smoke]";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--store", "--rows", "--rounds", "--seconds"], ["--smoke"]);
        var smoke = arguments.Has("--smoke");
        var rows = arguments.Counts("--rows", smoke ? [200, 2000] : [10_000, 1_000_000], 10_000_000);
        var settings = new RoundSettings(
            arguments.Integer("--rounds", smoke ? 1 : 5, 1, 1000),
            TimeSpan.FromSeconds(arguments.Number("--seconds", smoke ? 0.2 : 1.5, 0.05, 600)),
            smoke ? 200 : 5000);
        var store = arguments.Word("--store", "sqlite", "sqlite", "postgres");
        Console.WriteLine($"A {(store == "sqlite" ? "SQLite file" : "PostgreSQL database")} for each backlog: 90 % due, for one endpoint that refuses and is parked; 10 % due in a day, for the {Endpoints} live endpoints.");
        Console.WriteLine($"Live traffic: {Callers} callers, at most {MostOutstanding} not yet delivered, nothing handed over in memory, so that every delivery is claimed.");
        Console.WriteLine();

        using var folder = new TemporaryFolder();
        await using var kept = await StoreUnderLoad.StartAsync(store, folder);
        using var receiver = await ReceiverProcess.StartAsync();
        using var refusing = new RefusingPort();
        await using var field = new Field(kept, store == "postgres", folder, receiver.Url, refusing.Url);
        foreach (var count in rows)
        {
            await field.AddAsync(count);
        }

        var results = await Rounds.RunAsync(new Cell(receiver, Callers), field.Parties, settings);
        var memory = ProcessMemory.WorkingSet;
        var report = new BacklogReport(
            TimeProvider.System.GetUtcNow(), Machine.This, Endpoints, SamplePayload.Bytes, settings.Rounds, settings.Duration.TotalSeconds,
            [.. rows.Select((count, i) => new BacklogReport.Size(count, field.FillSeconds[i], field.FileBytes[i], PartySummary.Of(field.Parties[i].Name, results[i], results[0])))],
            memory.Now, memory.Peak);
        Write(report);
        await Artifacts.WriteAsync(store == "sqlite" ? Name : $"{Name}-{store}", smoke, report, ReportJson.Default.BacklogReport);
        return 0;
    }

    private static void Write(BacklogReport report)
    {
        var table = new PartyTable("file after filling", "deliveries", "the first");
        foreach (var row in report.Rows)
        {
            table.Add(PartyTable.Text($"{row.FileBytes / 1048576.0:F0} MiB, {row.FillSeconds:F1} s"), row.Live);
        }

        table.Write(Console.Out);
        Console.WriteLine(PartyTable.Text(
            $"Working set of the process, which holds all of them: {report.WorkingSetBytes / 1048576.0:F0} MiB; peak, filling included: {report.PeakWorkingSetBytes / 1048576.0:F0} MiB."));
    }

    /// <summary>The stores of a run, each with its backlog and its host.</summary>
    private sealed class Field(StoreUnderLoad kept, bool isServer, TemporaryFolder folder, Uri receiver, Uri refusing) : IAsyncDisposable
    {
        private readonly List<(StoredHost Host, DeliveryWatch Watch)> _hosts = [];

        public List<IParty> Parties { get; } = [];

        public List<double> FillSeconds { get; } = [];

        public List<long> FileBytes { get; } = [];

        public async Task AddAsync(int rows)
        {
            var file = $"backlog-{Parties.Count}.db";
            var where = isServer ? await kept.DatabaseAsync($"backlog_{Parties.Count}") : folder.PathOf(file);
            var live = new Audience(Endpoints, i => new Uri(receiver, $"/hooks/{i}"));
            var parked = new Audience(1, _ => refusing, "parked");
            var started = Stopwatch.GetTimestamp();
            await Hoard.FillAsync(where, rows, live, parked);
            FillSeconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            FileBytes.Add(isServer ? await StoreUnderLoad.SizeOfAsync(where) : folder.SizeOf(file));

            var watch = new DeliveryWatch(MostOutstanding);
            var host = await StoredHost.StartAsync(
                where, [.. live.Endpoints, .. parked.Endpoints], watch, options => options.Dispatching.MaxHandOff = 0);
            _hosts.Add((host, watch));
            Parties.Add(new ClosedLoopParty(FormattableString.Invariant($"{rows} waiting"), host, live, watch, rows));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (host, watch) in _hosts)
            {
                await host.DisposeAsync();
                watch.Dispose();
            }
        }
    }
}
