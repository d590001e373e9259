using System.Diagnostics;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>Does something at a fixed rate, whatever becomes of it.</summary>
internal static class Pacer
{
    /// <param name="perSecond">The rate.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="step">Begins one.</param>
    /// <returns>Completes when the last one has.</returns>
    public static async Task RunAsync(double perSecond, TimeSpan duration, Func<Task> step)
    {
        // What the load before left on the heap is not this one's to clear away.
        GC.Collect();

        // On a thread of its own: a timer of the pool comes late when the pool is busy, and what was due meanwhile then comes in one burst.
        await Task.WhenAll(await Task.Factory.StartNew(() => Pace(perSecond, duration, step), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    private static List<Task> Pace(double perSecond, TimeSpan duration, Func<Task> step)
    {
        var underway = new List<Task>();
        var started = Stopwatch.GetTimestamp();
        var made = 0;
        for (var elapsed = TimeSpan.Zero; elapsed < duration; elapsed = Stopwatch.GetElapsedTime(started))
        {
            for (var due = (int)(elapsed.TotalSeconds * perSecond); made < due; made++)
            {
                underway.Add(step());
            }

            // One that failed stays, for who waits for the rest to be told.
            _ = underway.RemoveAll(begun => begun.IsCompletedSuccessfully);

            // Asleep, not spinning: the processor belongs to what is measured.
            Thread.Sleep(1);
        }

        return underway;
    }
}
