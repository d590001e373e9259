using System.Globalization;

namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>What this process has used since it began.</summary>
/// <param name="Cpu">Processor time.</param>
/// <param name="Allocated">Bytes allocated on the managed heap.</param>
/// <param name="WrittenToDisk">Bytes it caused to be written to disks; 0 where the system does not tell.</param>
internal readonly record struct ProcessWork(TimeSpan Cpu, long Allocated, long WrittenToDisk)
{
    private const string Accounts = "/proc/self/io";
    private const string Written = "write_bytes:";

    public static ProcessWork Now => new(Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true), ReadWritten());

    public static ProcessWork operator -(ProcessWork one, ProcessWork other) =>
        new(one.Cpu - other.Cpu, one.Allocated - other.Allocated, one.WrittenToDisk - other.WrittenToDisk);

    private static long ReadWritten() =>
        File.Exists(Accounts) && File.ReadLines(Accounts).FirstOrDefault(line => line.StartsWith(Written, StringComparison.Ordinal)) is { } line
            ? long.Parse(line.AsSpan(Written.Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture)
            : 0;
}
