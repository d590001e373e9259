using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Benchmarks.Neighbour;

/// <summary>A port that refuses connections: taken, so that nobody else listens on it, and not listening.</summary>
internal sealed class RefusingPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RefusingPort()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Url = new Uri($"http://{_socket.LocalEndPoint}");
    }

    public Uri Url { get; }

    public void Dispose() => _socket.Dispose();
}
