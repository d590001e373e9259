using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Receiving;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Send;

/// <summary><c>send</c>: the direct way beside a plain <see cref="HttpClient"/>.</summary>
internal sealed class SendVerb : IVerb
{
    public string Name => "send";

    public string Usage => "send [--concurrency 1,16,64,256] [--rounds 5] [--seconds 1.5] [--smoke]";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--concurrency", "--rounds", "--seconds"], ["--smoke"]);
        var smoke = arguments.Has("--smoke");
        var concurrency = arguments.Integers("--concurrency", smoke ? [1, 16] : [1, 16, 64, 256], 1, 4096);
        var settings = new RoundSettings(
            arguments.Integer("--rounds", smoke ? 1 : 5, 1, 1000),
            TimeSpan.FromSeconds(arguments.Number("--seconds", smoke ? 0.2 : 1.5, 0.05, 600)),
            smoke ? 200 : 10_000);
        Describe(settings);

        using var receiver = await ReceiverProcess.StartAsync();
        var levels = await MeasureAsync(receiver, concurrency, settings);
        var report = new SendReport(
            TimeProvider.System.GetUtcNow(), Machine.This, SamplePayload.Bytes, settings.Rounds, settings.Duration.TotalSeconds, levels);
        SendTable.Write(Console.Out, report);
        await Artifacts.WriteAsync(Name, smoke, report, ReportJson.Default.SendReport);

        var failures = levels.SelectMany(level => level.Parties).Sum(party => party.Typical.Failures);
        if (failures > 0)
        {
            await Console.Error.WriteLineAsync($"{failures} deliveries failed: the figures compare different work.");
        }

        return failures == 0 ? 0 : 1;
    }

    private static void Describe(RoundSettings settings)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"One receiver process (Kestrel, reads the body, answers 204); {SamplePayload.Bytes} B bodies; {settings.Rounds} rounds of {settings.Duration.TotalSeconds} s a cell."));
        Console.WriteLine("raw                 HttpClient.SendAsync, unsigned; request and content made for each POST over the same bytes.");
        Console.WriteLine("sender              IWebhookSender, all defaults: signed, deadline, retries, breaker. Each delivery id's event is made before");
        Console.WriteLine("                    the cell; request, content and signature are made for each POST.");
        Console.WriteLine("sender, event made  the same, and each event (a new id, a copy of the body) is made within its delivery.");
        Console.WriteLine("Ratios are medians of the rounds' ratios. CPU ratio: processor time of sender and receiver, raw's over the party's.");
        Console.WriteLine();
    }

    private static async Task<SendReport.Level[]> MeasureAsync(ReceiverProcess receiver, int[] concurrency, RoundSettings settings)
    {
        var url = new Uri(receiver.Url, "/hooks");
        var body = SamplePayload.Create();
        using var raw = new RawParty(url, body);
        using var sender = new SenderParty(url, body, prepared: true);
        using var making = new SenderParty(url, body, prepared: false);
        IParty[] parties = [raw, sender, making];

        var levels = new List<SendReport.Level>();
        foreach (var callers in concurrency)
        {
            var results = await Rounds.RunAsync(new Cell(receiver, callers), parties, settings);
            levels.Add(new SendReport.Level(callers, [.. parties.Select((party, i) => PartySummary.Of(party.Name, results[i], results[0]))]));
        }

        return [.. levels];
    }
}
