using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Journeys.Tests;

/// <summary>A receiver in a process of its own that dies again and again, each time just before it acknowledges an event.</summary>
internal sealed class DyingReceiver : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("webhook-deaths-");
    private readonly CancellationTokenSource _enough = new();
    private readonly int _port = FreePort();
    private readonly string[] _mode;
    private Task _lives = Task.CompletedTask;

    internal DyingReceiver(params string[] mode) => _mode = mode;

    internal Uri Url => new($"http://127.0.0.1:{_port}/hooks");

    /// <summary>How often its process was killed.</summary>
    internal int Deaths { get; private set; }

    /// <summary>The ids of the events whose handler took effect, in order; an id stands there as often as it did.</summary>
    internal IReadOnlyList<string> Effects => File.Exists(EffectsFile) ? File.ReadAllLines(EffectsFile) : [];

    private string EffectsFile => Path.Combine(_folder.FullName, "effects");

    /// <summary>Lives, dies and is born again, until <see cref="StopAsync"/>.</summary>
    internal void Start() => _lives = LiveAndDieAsync();

    internal async Task StopAsync()
    {
        await _enough.CancelAsync();
        await _lives;
    }

    /// <summary>One last life without a death, until so many effects have been seen.</summary>
    internal async Task FinishAsync(int effects)
    {
        using var process = Born("--live");
        var patience = Patience.Token;
        while (Effects.Count < effects && await process.StandardOutput.ReadLineAsync(patience) is not null)
        {
        }

        // What has taken effect is marked as handled before the process ends.
        await Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExitAsync(patience);
        await process.WaitForExitAsync(patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _enough.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task LiveAndDieAsync()
    {
        while (!_enough.IsCancellationRequested)
        {
            using var process = Born();
            using var killing = _enough.Token.Register(() => process.Kill());
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (_enough.IsCancellationRequested)
            {
                return;
            }

            const int KilledBySignal9 = 128 + 9;
            Assert.True(process.ExitCode == KilledBySignal9, $"The receiver ended with {process.ExitCode}: {errors}");
            Deaths++;
        }
    }

    private Process Born(params string[] flags)
    {
        string[] files = ["--store", Path.Combine(_folder.FullName, "inbox.db"), "--effects", EffectsFile, "--deaths", Path.Combine(_folder.FullName, "deaths")];
        var start = new ProcessStartInfo("dotnet", [Program, "--port", $"{_port}", "--secret", Some.SecretText, .. files, .. flags.Length == 0 ? _mode : [.. _mode.Where(flag => flag != "--hold"), .. flags]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static string Program
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            var tests = output.Parent!.Parent!.Parent!.Parent!.FullName;
            return Path.Combine(tests, "WebhookDispatch.DyingReceiver", "bin", output.Parent.Name, output.Name, "WebhookDispatch.DyingReceiver.dll");
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
