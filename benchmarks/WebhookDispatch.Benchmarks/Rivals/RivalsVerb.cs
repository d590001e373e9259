using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Receiving;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Send;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary><c>rivals</c>: the same work done with what an application would write or pick instead.</summary>
internal sealed class RivalsVerb : IVerb
{
    public string Name => "rivals";

    public string Usage => $"rivals [--only {string.Join(',', RivalNames.All)}] [--rounds 5] [--seconds 3] [--smoke]";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--only", "--rounds", "--seconds"], ["--smoke"]);
        var smoke = arguments.Has("--smoke");
        var only = arguments.Words("--only", smoke ? [RivalNames.OutboxOnSqlite, RivalNames.QuartzOnSqlite] : RivalNames.All, RivalNames.All);
        var rounds = arguments.Integer("--rounds", smoke ? 1 : 5, 1, 1000);
        var duration = TimeSpan.FromSeconds(arguments.Number("--seconds", smoke ? 0.2 : 3, 0.05, 600));
        Console.WriteLine($"Each stores, signs and POSTs bodies of {SamplePayload.Bytes} B to one receiver process and marks them as done: 64 callers, one call for");
        Console.WriteLine("each webhook, at most 512 not yet delivered; those named bulk give 100 webhooks in each call, at most 6,400 not yet delivered. A cell ends");
        Console.WriteLine("when all is delivered. Processor time is that of its own process, not of its server.");
        Console.WriteLine();

        using var receiver = await ReceiverProcess.StartAsync();
        await using var field = new RivalField(receiver.Url, Console.WriteLine);
        await field.AddAsync(only.Contains);
        var results = await MeasureAsync(field.Rivals, rounds, duration);
        var report = new RivalsReport(
            TimeProvider.System.GetUtcNow(), Machine.This, SamplePayload.Bytes, rounds, duration.TotalSeconds,
            RivalsReport.Compare(field.Rivals, results));
        RivalsTable.Write(Console.Out, report);
        await Artifacts.WriteAsync(Name, smoke, report, ReportJson.Default.RivalsReport);
        return report.Rows.Sum(row => row.Rounds.Sum(round => round.Failures)) == 0 ? 0 : 1;
    }

    private static async Task<RivalResult[][]> MeasureAsync(IReadOnlyList<IRival> rivals, int rounds, TimeSpan duration)
    {
        var results = rivals.Select(_ => new RivalResult[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            var order = Enumerable.Range(0, rivals.Count);
            foreach (var rival in round % 2 == 0 ? order : order.Reverse())
            {
                results[rival][round] = await rivals[rival].MeasureAsync(duration);
            }
        }

        return results;
    }
}
