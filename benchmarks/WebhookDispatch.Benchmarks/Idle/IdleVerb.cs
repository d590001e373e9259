using System.Diagnostics;
using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Idle;

/// <summary><c>idle</c>: what an application pays while it publishes nothing.</summary>
internal sealed class IdleVerb : IVerb
{
    private const int Endpoints = 100;

    public string Name => "idle";

    public string Usage => "idle [--seconds 20] [--smoke]";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--seconds"], ["--smoke"]);
        var smoke = arguments.Has("--smoke");
        var duration = TimeSpan.FromSeconds(arguments.Number("--seconds", smoke ? 1 : 20, 0.1, 3600));
        using var folder = new TemporaryFolder();
        using var watch = new DeliveryWatch(1);
        var audience = new Audience(Endpoints, i => new Uri($"http://localhost/{i}"));
        await using var host = await StoredHost.StartAsync(folder.PathOf("idle.db"), audience.Endpoints, watch);

        // What starting leaves to do is not idling.
        await Task.Delay(smoke ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(5));
        var done = await host.ReadWorkAsync();
        var used = ProcessWork.Now;
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(duration);
        used = ProcessWork.Now - used;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        done = await host.ReadWorkAsync() - done;

        var report = new IdleReport(
            TimeProvider.System.GetUtcNow(), Machine.This, Endpoints, seconds, 100 * used.Cpu.TotalSeconds / seconds, done.Statements / seconds,
            used.WrittenToDisk / seconds, ProcessMemory.WorkingSet.Now);
        Console.WriteLine("An application with a dispatcher on a SQLite file, all defaults; nothing is published and nothing waits.");
        Console.WriteLine();
        IdleTable.Write(Console.Out, report);
        await Artifacts.WriteAsync(Name, smoke, report, ReportJson.Default.IdleReport);
        return 0;
    }
}
