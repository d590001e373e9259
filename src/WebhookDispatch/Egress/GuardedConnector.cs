using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Egress;

/// <summary>
/// Makes the connections of SocketsHttpHandler, by its ConnectCallback. This is the wall: the address that is checked
/// is the one that is dialled, so neither the spelling of a URL nor an answer that changes between two lookups gets past.
/// </summary>
internal sealed class GuardedConnector(EgressOptions options, IAddressPolicy policy, INameResolver resolver, TimeProvider timeProvider)
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
        var addresses = await _resolver.ResolveAsync(host, port, cancellationToken).ConfigureAwait(false);
        var failure = SocketError.HostUnreachable;
        foreach (var address in addresses.Take(options.MaxConnectTries))
        {
            try
            {
                return await DialAsync(host, new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException refused)
            {
                failure = refused.SocketErrorCode;
            }
        }

        // The socket's own exception names the address in its message, and messages reach tenants.
        throw new SocketException((int)failure);
    }

    private async ValueTask<Stream> DialAsync(string host, IPEndPoint target, CancellationToken cancellationToken)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
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
}
