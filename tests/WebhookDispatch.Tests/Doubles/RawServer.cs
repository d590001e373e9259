using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>A TCP server that sends the bytes it is told to: what no HTTP server would send.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<Socket, Stream, CancellationToken, Task> _serve;
    private readonly Task _accepting;
    private int _accepted;

    internal RawServer(Func<Socket, Stream, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal Uri Url => new($"http://127.0.0.1:{Port}/hooks");

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Reads a request, sends these bytes and closes.</summary>
    internal static RawServer Answering(string response) => new(async (socket, stream, token) =>
    {
        await ReadRequestAsync(stream, token);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(response), token);
        socket.Shutdown(SocketShutdown.Send);
    });

    /// <summary>Reads the headers and as much body as they announce.</summary>
    /// <returns>The request's text.</returns>
    internal static async Task<string> ReadRequestAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            var text = Encoding.Latin1.GetString(buffer, 0, length);
            if (read == 0 || IsComplete(text))
            {
                return text;
            }
        }
    }

    /// <summary>Closes with a reset in place of an orderly end.</summary>
    internal static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private static bool IsComplete(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var announced = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return end >= 0 && text.Length >= end + 4 + (announced is null ? 0 : int.Parse(announced.AsSpan(15), null));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await _serve(socket, stream, _stop.Token);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, or the test has ended.
        }
    }
}
