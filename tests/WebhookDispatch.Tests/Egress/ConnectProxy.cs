using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Egress;

/// <summary>An HTTP proxy that knows CONNECT and nothing else, and leads every tunnel to one port of this machine.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly RawServer _server;
    private readonly ConcurrentQueue<string> _heads = new();

    /// <param name="leadsTo">The port at the other end of every tunnel.</param>
    /// <param name="refusal">What it answers in place of opening a tunnel.</param>
    internal ConnectProxy(int leadsTo, string? refusal = null) => _server = new RawServer((_, stream, token) => ServeAsync(stream, leadsTo, refusal, token));

    internal int Port => _server.Port;

    internal string Url => $"http://127.0.0.1:{Port}";

    /// <summary>The heads of the requests it got.</summary>
    internal IReadOnlyList<string> Heads => [.. _heads];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(Stream stream, int leadsTo, string? refusal, CancellationToken cancellationToken)
    {
        _heads.Enqueue(await RawServer.ReadRequestAsync(stream, cancellationToken));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(refusal ?? "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n"), cancellationToken);
        if (refusal is not null)
        {
            return;
        }

        using var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await target.ConnectAsync(new IPEndPoint(IPAddress.Loopback, leadsTo), cancellationToken);
        await using var other = new NetworkStream(target);
        await Task.WhenAny(stream.CopyToAsync(other, cancellationToken), other.CopyToAsync(stream, cancellationToken));
    }
}
