using System.Diagnostics;

namespace WebhookDispatch.Benchmarks.Receiving;

/// <summary>A receiver in a process of its own, so that its garbage and its threads are not the sender's.</summary>
internal sealed class ReceiverProcess : IDisposable
{
    private readonly Process _process;

    private ReceiverProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    /// <summary>The processor time it has used since it started.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="arrivals">The file of an <see cref="ArrivalBoard"/> that it is to keep; <see langword="null"/> when nobody asks.</param>
    public static Task<ReceiverProcess> StartAsync(string? arrivals = null) =>
        StartAsync(arrivals is null ? [ReceiverVerb.Word] : [ReceiverVerb.Word, ReceiverVerb.ArrivalsOption, arrivals]);

    /// <summary>Starts this program with other arguments: a verb that prints a URL first and ends with its standard input.</summary>
    public static async Task<ReceiverProcess> StartAsync(string[] arguments)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // Started as "dotnet X.dll" the process is the host, not this program.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ReceiverProcess).Assembly.Location);
        }

        Array.ForEach(arguments, start.ArgumentList.Add);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The receiver did not start.");
        var url = await process.StandardOutput.ReadLineAsync();
        return new ReceiverProcess(process, new Uri(url ?? throw new InvalidOperationException("The receiver ended before it listened.")));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }
}
