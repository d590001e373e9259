using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Egress;

/// <summary>
/// Makes the connections of SocketsHttpHandler, by its ConnectCallback. This is the wall: the address that is checked
/// is the one that is dialled, so neither the spelling of a URL nor an answer that changes between two lookups gets past.
/// </summary>
internal sealed class GuardedConnector
{
    private readonly EgressOptions _options;
    private readonly IAddressPolicy _policy;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _connectTimeout;
    private readonly VettedResolver _resolver;
    private readonly AddressDialer _dialer;
    private readonly ProxyRoute? _proxy;

    public GuardedConnector(EgressOptions options, IAddressPolicy policy, INameResolver resolver, TimeProvider timeProvider, TimeSpan connectTimeout)
    {
        _options = options;
        _policy = policy;
        _timeProvider = timeProvider;
        _connectTimeout = connectTimeout;
        _resolver = new VettedResolver(options, policy, resolver, timeProvider);
        _dialer = new AddressDialer(timeProvider);
        _proxy = options.Proxy is { } text && EgressProxy.TryRead(text, out var proxy) ? new ProxyRoute(proxy, resolver, _dialer, connectTimeout) : null;
    }

    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var dialled = context.DnsEndPoint;

        // With a proxy of the handler's own it asks for the proxy's address, and the proxy would dial the receiver unvetted.
        if (context.InitialRequestMessage.RequestUri is not { } url
            || url.Port != dialled.Port
            || !string.Equals(url.IdnHost, dialled.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase))
        {
            throw new BlockedAddressException(string.Create(CultureInfo.InvariantCulture, $"The handler connects to {dialled.Host}:{dialled.Port} instead of the endpoint's host; set UseProxy to false on it, and name a proxy by Egress.Proxy."));
        }

        return ConnectAsync(dialled.Host, dialled.Port, cancellationToken);
    }

    internal async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (_proxy is not null && _options.ProxyTrust == EgressProxyTrust.GuardsAddresses && !VettedResolver.IsDecidedHere(host))
        {
            return await _proxy.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        }

        var started = _timeProvider.GetTimestamp();
        var addresses = await _resolver.ResolveAsync(host, port, cancellationToken).ConfigureAwait(false);
        var tries = Math.Min(addresses.Length, _options.MaxConnectTries);
        var failure = SocketError.HostUnreachable;
        for (var i = 0; i < tries; i++)
        {
            try
            {
                if (_proxy is not null)
                {
                    return await _proxy.ConnectAsync(addresses[i].ToString(), port, cancellationToken).ConfigureAwait(false);
                }

                // An address that swallows packets gets an even share of the time that is left, or the next would never be
                // tried. The last one has all of it, which the handler ends.
                var share = i == tries - 1 ? Timeout.InfiniteTimeSpan : (_connectTimeout - _timeProvider.GetElapsedTime(started)) / (tries - i);
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
        var socket = await _dialer.DialAsync(target, within, cancellationToken).ConfigureAwait(false);
        try
        {
            if (socket.RemoteEndPoint is not IPEndPoint peer || !_policy.IsAllowed(peer.Address, peer.Port))
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
