using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Publish;

/// <summary><c>publish</c>: accepting events on a SQLite file, beside syncing a page of the same disk.</summary>
internal sealed class PublishVerb : IVerb
{
    private const int Callers = 64;
    private const int Endpoints = 100;

    public string Name => "publish";

    public string Usage => "publish [--rounds 5] [--seconds 1.5] [--smoke]";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--rounds", "--seconds"], ["--smoke"]);
        var smoke = arguments.Has("--smoke");
        var settings = new RoundSettings(
            arguments.Integer("--rounds", smoke ? 1 : 5, 1, 1000),
            TimeSpan.FromSeconds(arguments.Number("--seconds", smoke ? 0.2 : 1.5, 0.05, 600)),
            smoke ? 100 : 1000);
        Console.WriteLine("write + fsync  one caller writes and syncs 4 KiB after 4 KiB, over the same 4 MiB again and again.");
        Console.WriteLine($"publish        {Callers} callers of PublishAsync, {SamplePayload.Bytes} B bodies, one endpoint each of {Endpoints}; the dispatcher is off. Both on one disk.");
        Console.WriteLine();

        using var folder = new TemporaryFolder();
        using var fsync = new FsyncParty(folder.PathOf("fsync"));
        var audience = new Audience(Endpoints, i => new Uri($"http://localhost/{i}"));
        using var watch = new DeliveryWatch(1);
        await using var host = await StoredHost.StartAsync(
            folder.PathOf("publish.db"), audience.Endpoints, watch, options => options.Dispatching.Enabled = false);
        (Cell Cell, IParty Party)[] parties = [(new Cell(null, 1), fsync), (new Cell(null, Callers), new PublishOnlyParty(host, audience))];
        var results = await Rounds.RunAsync(parties, settings);
        var report = new PublishReport(
            TimeProvider.System.GetUtcNow(), Machine.This, SamplePayload.Bytes, settings.Rounds, settings.Duration.TotalSeconds, Callers,
            [.. parties.Select((entry, i) => PartySummary.Of(entry.Party.Name, results[i], results[0]))]);
        PublishTable.Write(Console.Out, report);
        await Artifacts.WriteAsync(Name, smoke, report, ReportJson.Default.PublishReport);
        return report.Parties.Sum(party => party.Typical.Failures) == 0 ? 0 : 1;
    }
}
