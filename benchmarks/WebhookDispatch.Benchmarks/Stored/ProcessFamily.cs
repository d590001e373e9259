using System.Globalization;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>A process and those that it has started.</summary>
internal static class ProcessFamily
{
    private const string Processes = "/proc";
    private const double TicksPerSecond = 100;

    /// <summary>What it and its children have used, those that have ended included; nothing where the system does not tell.</summary>
    public static TimeSpan ProcessorTimeOf(int id)
    {
        if (!System.IO.Directory.Exists(Processes))
        {
            return TimeSpan.Zero;
        }

        var ticks = 0L;
        foreach (var folder in System.IO.Directory.EnumerateDirectories(Processes))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && Read(folder) is { } figures)
            {
                ticks += process == id ? figures.Own + figures.Ended : figures.Parent == id ? figures.Own : 0;
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static (int Parent, long Own, long Ended)? Read(string folder)
    {
        try
        {
            // Behind the name, which may hold anything: state, parent, …, and as the 14th to 17th of all the times in user and system mode.
            var line = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), Number(fields, 11) + Number(fields, 12), Number(fields, 13) + Number(fields, 14));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    private static long Number(string[] fields, int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
}
