using System.Diagnostics;
using WebhookDispatch.Benchmarks.Receiving;

namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>Lets a party deliver from so many callers at once, and measures it.</summary>
internal sealed class Cell(ReceiverProcess? receiver, int concurrency)
{
    // Rounds differ in speed; what was prepared for nothing costs little.
    private const double Margin = 1.3;

    private double _mostPerSecond;

    public async Task WarmUpAsync(IParty party, int deliveries)
    {
        var started = Stopwatch.GetTimestamp();
        await DriveAsync(party, NewWorkers(long.MaxValue, Math.Max(1, deliveries / concurrency)));
        Remember(deliveries / Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    public async Task<CellResult> MeasureAsync(IParty party, TimeSpan duration)
    {
        party.Prepare((int)(_mostPerSecond * duration.TotalSeconds * Margin));

        // What the last party left on the heap is not this one's to clear away.
        GC.Collect();
        GC.WaitForPendingFinalizers();

        var done = await party.ReadWorkAsync();
        var started = Stopwatch.GetTimestamp();
        var workers = NewWorkers(started + (long)(duration.TotalSeconds * Stopwatch.Frequency), long.MaxValue);
        var used = ProcessWork.Now;
        var receiverCpu = receiver?.ProcessorTime ?? TimeSpan.Zero;
        await DriveAsync(party, workers);
        var elapsed = Stopwatch.GetElapsedTime(started);
        receiverCpu = (receiver?.ProcessorTime ?? TimeSpan.Zero) - receiverCpu;
        used = ProcessWork.Now - used;
        done = await party.ReadWorkAsync() - done;

        var latency = new LatencyHistogram();
        Array.ForEach(workers, worker => latency.Add(worker.Latency));
        var deliveries = workers.Sum(worker => worker.Deliveries);
        double each = Math.Max(1, deliveries);
        Remember(deliveries / elapsed.TotalSeconds);
        return new CellResult(
            deliveries,
            workers.Sum(worker => worker.Failures),
            deliveries / elapsed.TotalSeconds,
            latency.Percentile(0.50),
            latency.Percentile(0.99),
            used.Allocated / each,
            used.Cpu.TotalMicroseconds / each,
            receiverCpu.TotalMicroseconds / each,
            used.WrittenToDisk / each,
            done.Commits / each,
            done.Statements / each,
            done.ServerCpu.TotalMicroseconds / each,
            done.DispatcherCpu.TotalMicroseconds / each);
    }

    private void Remember(double perSecond) => _mostPerSecond = Math.Max(_mostPerSecond, perSecond);

    private static async Task DriveAsync(IParty party, Worker[] workers)
    {
        await Task.WhenAll(workers.Select(worker => Task.Run(() => party.DriveAsync(worker))));
        await party.FinishAsync();
    }

    private Worker[] NewWorkers(long deadline, long limit) =>
        [.. Enumerable.Range(0, concurrency).Select(_ => new Worker(deadline, limit))];
}
