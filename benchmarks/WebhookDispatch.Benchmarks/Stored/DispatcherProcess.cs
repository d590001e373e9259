using System.Diagnostics;
using System.Globalization;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>A dispatcher in a process of its own, whose deliveries make room in the watch of this one.</summary>
internal sealed class DispatcherProcess : IDisposable
{
    private readonly Process _process;

    private DispatcherProcess(Process process) => _process = process;

    /// <summary>The processor time it has used since it started.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<DispatcherProcess> StartAsync(string store, Uri receiver, int endpoints, DeliveryWatch watch)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // Started as "dotnet X.dll" the process is the host, not this program.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(DispatcherProcess).Assembly.Location);
        }

        foreach (var argument in new[] { DispatcherVerb.Word, "--store", store, "--receiver", receiver.ToString(), "--endpoints", endpoints.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The dispatcher did not start.");
        _ = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The dispatcher ended before it began.");
        _ = FollowAsync(process, watch);
        return new DispatcherProcess(process);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }

    private static async Task FollowAsync(Process process, DeliveryWatch watch)
    {
        var seen = 0L;
        while (await process.StandardOutput.ReadLineAsync() is { } line && long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            watch.Leave((int)(count - seen));
            seen = count;
        }
    }
}
