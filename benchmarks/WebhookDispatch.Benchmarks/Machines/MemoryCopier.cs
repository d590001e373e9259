using System.Diagnostics;

namespace WebhookDispatch.Benchmarks.Machines;

/// <summary>Copies memory on every processor at once, and notes how often in each 20 ms.</summary>
internal static class MemoryCopier
{
    internal static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    private const int Bytes = 32 << 20;
    private const int Piece = 2048;
    private const int PiecesBetweenLooks = 200;

    /// <returns>For each window how much was copied in it, of the median.</returns>
    public static double[] Run(TimeSpan duration)
    {
        var windows = (int)(duration / Window);
        var counts = new long[windows];
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => Copy(counts)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        // The first ones are those of threads that start.
        long[] steady = [.. counts.Skip(windows / 20)];
        double median = Math.Max(1, steady.Order().ElementAt(steady.Length / 2));
        return [.. steady.Select(count => count / median)];
    }

    // Larger than the caches of a processor: what others on the host leave of the way to memory is what is looked for.
    private static void Copy(long[] counts)
    {
        var (from, to) = (new byte[Bytes], new byte[Bytes]);
        Array.Fill(from, (byte)1);
        Array.Fill(to, (byte)1);
        var place = 1u;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            for (var i = 0; i < PiecesBetweenLooks; i++)
            {
                place = (place * 1664525) + 1013904223;
                from.AsSpan((int)(place * 7 % (Bytes - Piece)), Piece).CopyTo(to.AsSpan((int)(place % (Bytes - Piece))));
            }

            var window = (int)(Stopwatch.GetElapsedTime(started) / Window);
            if (window >= counts.Length)
            {
                return;
            }

            Interlocked.Increment(ref counts[window]);
        }
    }
}
