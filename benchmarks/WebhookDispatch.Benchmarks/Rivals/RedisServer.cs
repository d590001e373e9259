using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>A Redis of this run's own, that keeps what it is given as its documentation recommends for queues.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private RedisServer(int port)
    {
        Url = $"redis://127.0.0.1:{port}";
        _process = Process.Start(new ProcessStartInfo(
            "redis-server",
            [
                "--port", $"{port}", "--bind", "127.0.0.1", "--dir", _folder.PathOf(""), "--save", "", "--appendonly", "yes", "--appendfsync", "everysec",
                "--maxmemory-policy", "noeviction",
            ])
        { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
    }

    public string Url { get; }

    /// <returns><see langword="null"/> where none is installed.</returns>
    public static async Task<RedisServer?> TryStartAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        try
        {
            var server = new RedisServer(port);
            await server.WaitAsync(port);
            return server;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task WaitAsync(int port)
    {
        while (true)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"redis-server ended with code {_process.ExitCode} before it listened.");
            }

            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }
    }
}
