using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace WebhookDispatch.TestKit;

/// <summary>A TCP server that sends the bytes it is told to: what no HTTP server would send. <see cref="RawPeer"/> has the usual misdeeds.</summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<Socket, Stream, CancellationToken, Task> _serve;
    private readonly Task _accepting;
    private int _accepted;

    public RawServer(Func<Socket, Stream, CancellationToken, Task> serve, IPAddress? address = null, int port = 0)
    {
        _serve = serve;
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        _listener.Start(4096);
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{Port}/hooks");

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were made to it.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Reads a request, sends these bytes and closes.</summary>
    public static RawServer Answering(string response) => new(RawPeer.Answers(response));

    /// <summary>Speaks TLS with this certificate, and below it does as told.</summary>
    public static RawServer OverTls(
        X509Certificate2 certificate, Func<Socket, Stream, CancellationToken, Task> serve, SslProtocols protocols = SslProtocols.None) => new(async (socket, stream, token) =>
    {
        await using var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, EnabledSslProtocols = protocols }, token);
        }
        catch (AuthenticationException)
        {
            // The client has refused the certificate.
            return;
        }

        await serve(socket, tls, token);
    });

    /// <summary>Reads the headers and as much body as they announce.</summary>
    /// <returns>The request's text.</returns>
    public static async Task<string> ReadRequestAsync(Stream stream, CancellationToken cancellationToken)
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
    public static void Reset(Socket socket)
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
