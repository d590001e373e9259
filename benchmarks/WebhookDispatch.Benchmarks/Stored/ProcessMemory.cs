using System.Diagnostics;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>The memory of this process.</summary>
internal static class ProcessMemory
{
    public static (long Now, long Peak) WorkingSet
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return (process.WorkingSet64, process.PeakWorkingSet64);
        }
    }
}
