using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WebhookDispatch.Tests.Egress;

/// <summary>A real socket on this machine that knows who called.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly Socket _socket;

    public LoopbackListener(IPAddress address, int port = 0)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(address, port));
        _socket.Listen();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public Task<Socket> AcceptAsync() => _socket.AcceptAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>Takes one connection, reads the head of one request, answers 204 and closes.</summary>
    public async Task<string> AnswerOneAsync()
    {
        using var connection = await AcceptAsync();
        var head = new StringBuilder();
        var buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await connection.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, read);
            head.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        await connection.SendAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        return head.ToString();
    }

    /// <summary>Connections are accepted in order, so if our own is the first there was no other before it.</summary>
    public async Task AssertNobodyCalledAsync()
    {
        using var own = new Socket(_socket.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await own.ConnectAsync(_socket.LocalEndPoint!, TestContext.Current.CancellationToken);
        using var first = await AcceptAsync();
        Assert.Equal(own.LocalEndPoint, first.RemoteEndPoint);
    }

    public void Dispose() => _socket.Dispose();
}
