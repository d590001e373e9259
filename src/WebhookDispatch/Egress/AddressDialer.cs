using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Egress;

/// <summary>Makes TCP connections, each within its share of the time.</summary>
internal sealed class AddressDialer(TimeProvider timeProvider)
{
    /// <param name="target">Where to connect to.</param>
    /// <param name="within">The share; infinite where only <paramref name="cancellationToken"/> ends it.</param>
    /// <param name="cancellationToken">Stops connecting.</param>
    /// <exception cref="SocketException">It was not reached, or not in time.</exception>
    internal async ValueTask<Socket> DialAsync(IPEndPoint target, TimeSpan within, CancellationToken cancellationToken)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await ConnectAsync(socket, target, within, cancellationToken).ConfigureAwait(false);
            NoticeSilence(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private ValueTask ConnectAsync(Socket socket, IPEndPoint target, TimeSpan within, CancellationToken cancellationToken) =>
        within == Timeout.InfiniteTimeSpan ? socket.ConnectAsync(target, cancellationToken) : ConnectWithinAsync(socket, target, within, cancellationToken);

    private async ValueTask ConnectWithinAsync(Socket socket, IPEndPoint target, TimeSpan within, CancellationToken cancellationToken)
    {
        using var budget = new CancellationTokenSource(within > TimeSpan.Zero ? within : TimeSpan.Zero, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(target, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }
    }

    /// <summary>
    /// A host that is gone sends nothing, so its idle connection would look alive until an attempt's deadline is spent on it. The
    /// system's nine probes at this pace end before an idle connection does. Each option costs a call of the system.
    /// </summary>
    internal static void NoticeSilence(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
    }
}
