using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Egress;

/// <summary>The way through the egress proxy. The proxy's own address is not vetted: an operator has named it.</summary>
internal sealed class ProxyRoute(EgressProxy proxy, INameResolver resolver, AddressDialer dialer, TimeSpan connectTimeout)
{
    /// <exception cref="MisconfiguredException">The proxy is not reached: nothing was sent, and it is not the endpoint's fault.</exception>
    /// <exception cref="BlockedAddressException">The proxy forbids it.</exception>
    /// <exception cref="SocketException">The proxy does not reach the host.</exception>
    internal async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = await ReachProxyAsync(cancellationToken).ConfigureAwait(false);
        var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await ProxyTunnel.OpenAsync(stream, proxy, host, port, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<Socket> ReachProxyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var addresses = IPAddress.TryParse(proxy.Host, out var literal)
                ? [literal]
                : await resolver.ResolveAsync(proxy.Host, cancellationToken).ConfigureAwait(false);

            return await DialAsync(addresses, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            throw new MisconfiguredException($"The egress proxy {proxy} was not reached: {failure.Message}", failure);
        }
    }

    private async ValueTask<Socket> DialAsync(IPAddress[] addresses, CancellationToken cancellationToken)
    {
        // Half of the time together, so that a proxy that is away is told apart from a receiver that is.
        var share = connectTimeout / (2 * Math.Max(1, addresses.Length));
        for (var i = 0; i < addresses.Length - 1; i++)
        {
            try
            {
                return await dialer.DialAsync(new IPEndPoint(addresses[i], proxy.Port), share, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // The next one may answer; the last one's failure is told.
            }
        }

        return addresses.Length == 0
            ? throw new SocketException((int)SocketError.HostNotFound)
            : await dialer.DialAsync(new IPEndPoint(addresses[^1], proxy.Port), share, cancellationToken).ConfigureAwait(false);
    }
}
