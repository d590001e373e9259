using System.Diagnostics;
using System.Security.Cryptography;
using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Reporting;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Machines;

/// <summary>
/// <c>machine</c>: how steady the machine is. A virtual one shares the way to memory with others: those that were measured on
/// slowed to a fifth for a tenth of a second in every two, and no latency of a busy process is shorter than that.
/// </summary>
internal sealed class MachineVerb : IVerb
{
    private const int SyncedBytes = 64 * 1024;

    public string Name => "machine";

    public string Usage => "machine [--seconds 10] [--smoke]";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--seconds"], ["--smoke"]);
        var smoke = arguments.Has("--smoke");
        var duration = TimeSpan.FromSeconds(arguments.Number("--seconds", smoke ? 0.5 : 10, 0.5, 3600));
        Console.WriteLine("Memory is copied on every processor at once, and how much in each 20 ms is compared with the median; then 64 KiB are written and synced, again and again.");
        Console.WriteLine();
        var speeds = MemoryCopier.Run(duration);
        var report = new MachineReport(
            TimeProvider.System.GetUtcNow(), Machine.This, duration.TotalSeconds,
            speeds.Count(speed => speed < 0.8) / (double)speeds.Length,
            speeds.Count(speed => speed < 0.5) / (double)speeds.Length,
            speeds.Min(),
            LongestBelow(speeds, 0.8) * MemoryCopier.Window.TotalMilliseconds,
            Sync(duration / 2));
        MachineTable.Write(Console.Out, report);
        await Artifacts.WriteAsync(Name, smoke, report, ReportJson.Default.MachineReport);
        return 0;
    }

    private static int LongestBelow(double[] speeds, double limit)
    {
        var (longest, current) = (0, 0);
        foreach (var speed in speeds)
        {
            current = speed < limit ? current + 1 : 0;
            longest = Math.Max(longest, current);
        }

        return longest;
    }

    private static Percentiles Sync(TimeSpan duration)
    {
        using var folder = new TemporaryFolder();
        using var file = File.OpenHandle(folder.PathOf("synced"), FileMode.CreateNew, FileAccess.Write);
        var bytes = RandomNumberGenerator.GetBytes(SyncedBytes);
        var latency = new LatencyHistogram();
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < duration;)
        {
            RandomAccess.Write(file, bytes, fileOffset: 0);
            var written = Stopwatch.GetTimestamp();
            RandomAccess.FlushToDisk(file);
            latency.Add(written, Stopwatch.GetTimestamp());
        }

        return Percentiles.Of(latency);
    }
}
