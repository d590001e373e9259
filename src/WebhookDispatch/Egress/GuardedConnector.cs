using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Egress;

/// <summary>
/// Makes the connections of SocketsHttpHandler, by its ConnectCallback. This is the wall: the address that is checked
/// is the one that is dialled, so neither the spelling of a URL nor an answer that changes between two lookups gets past.
/// </summary>
internal sealed class GuardedConnector(
    EgressOptions options, IAddressPolicy policy, INameResolver resolver, TimeProvider timeProvider, TimeSpan connectTimeout)
{
    private readonly VettedResolver _resolver = new(options, policy, resolver, timeProvider);

    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var dialled = context.DnsEndPoint;

        // With a proxy the handler asks for the proxy's address, and the proxy would dial the receiver unvetted.
        if (context.InitialRequestMessage.RequestUri is not { } url
            || url.Port != dialled.Port
            || !string.Equals(url.IdnHost, dialled.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase))
        {
            throw new BlockedAddressException(string.Create(CultureInfo.InvariantCulture, $"The handler connects to {dialled.Host}:{dialled.Port} instead of the endpoint's host; set UseProxy to false on it."));
        }

        return ConnectAsync(dialled.Host, dialled.Port, cancellationToken);
    }

    internal async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var addresses = await _resolver.ResolveAsync(host, port, cancellationToken).ConfigureAwait(false);
        var tries = Math.Min(addresses.Length, options.MaxConnectTries);
        var failure = SocketError.HostUnreachable;
        for (var i = 0; i < tries; i++)
        {
            try
            {
                // An address that swallows packets gets an even share of the time that is left, or the next would never be
                // tried. The last one has all of it, which the handler ends.
                var share = i == tries - 1 ? Timeout.InfiniteTimeSpan : (connectTimeout - timeProvider.GetElapsedTime(started)) / (tries - i);
                return await DialAsync(host, new IPEndPoint(addresses[i], port), share, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException refused)
            {
                failure = refused.SocketErrorCode;
            }
        }

        // The socket's own exception names the address in its message, and messages reach tenants.
        throw new SocketException((int)failure);
    }

    private async ValueTask<Stream> DialAsync(string host, IPEndPoint target, TimeSpan within, CancellationToken cancellationToken)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await ConnectAsync(socket, target, within, cancellationToken).ConfigureAwait(false);
            NoticeSilence(socket);
            if (socket.RemoteEndPoint is not IPEndPoint peer || !policy.IsAllowed(peer.Address, peer.Port))
            {
                throw new BlockedAddressException(string.Create(CultureInfo.InvariantCulture, $"\"{host}\" was dialled at {target} and answered from {socket.RemoteEndPoint}, which the address policy refuses."));
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask ConnectAsync(Socket socket, IPEndPoint target, TimeSpan within, CancellationToken cancellationToken)
    {
        if (within == Timeout.InfiniteTimeSpan)
        {
            await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
            return;
        }

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

    // A host that is gone sends nothing, so its idle connection would look alive until an attempt's deadline is spent on it.
    private static void NoticeSilence(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 3);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }
}
