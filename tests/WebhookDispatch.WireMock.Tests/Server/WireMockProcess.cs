using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace WebhookDispatch.WireMock.Tests.Server;

/// <summary>The Java process behind <c>tests/wiremock/start</c>. It ends with this one, however this one ends: the script watches its stdin.</summary>
public sealed class WireMockProcess : IAsyncDisposable
{
    private const string PortLine = "port:";
    private const int SomethingMissing = 3;

    // The first start on a machine downloads the package.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WireMockProcess(Process process) => _process = process;

    public Uri Url => new($"http://127.0.0.1:{_port.Task.Result}");

    /// <exception cref="WireMockMissingException">The machine lacks something WireMock needs.</exception>
    public static async Task<WireMockProcess> StartAsync()
    {
        var started = new WireMockProcess(new Process
        {
            StartInfo = new ProcessStartInfo("bash", [FindScript()])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        });
        try
        {
            await started.RunAsync();
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does what the kernel does when the owner of the pipe dies, and waits for the script to end.</summary>
    public async Task CloseInputAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(new CancellationTokenSource(StopTimeout).Token);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                await CloseInputAsync();
            }
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It was never started.
        }

        _process.Dispose();
    }

    private async Task RunAsync()
    {
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        try
        {
            _process.Start();
        }
        catch (Win32Exception)
        {
            throw new WireMockMissingException("WireMock is started by a bash script: install bash.");
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(_port.Task, ended).WaitAsync(StartTimeout) == ended)
        {
            throw _process.ExitCode == SomethingMissing
                ? new WireMockMissingException(_lines.Last())
                : new InvalidOperationException($"WireMock ended with code {_process.ExitCode}: {string.Join('\n', _lines)}");
        }
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        _lines.Enqueue(line);
        if (line.StartsWith(PortLine, StringComparison.Ordinal))
        {
            _port.TrySetResult(int.Parse(line.AsSpan(PortLine.Length).Trim(), CultureInfo.InvariantCulture));
        }
    }

    private static string FindScript()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "tests", "wiremock", "start");
            if (File.Exists(script))
            {
                return script;
            }
        }

        throw new FileNotFoundException($"There is no tests/wiremock/start above {AppContext.BaseDirectory}.");
    }
}
