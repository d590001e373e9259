using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace WebhookDispatch.Egress;

/// <summary>Asks an HTTP proxy for a tunnel (RFC 9110 section 9.3.6). TLS runs inside it, from here to the receiver.</summary>
internal static class ProxyTunnel
{
    // A proxy that answers more than this to CONNECT is none.
    private const int MaxHeadBytes = 8 * 1024;

    /// <param name="stream">A connection to the proxy.</param>
    /// <param name="proxy">The proxy.</param>
    /// <param name="host">A name, or an address without brackets.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="BlockedAddressException">The proxy forbids it.</exception>
    /// <exception cref="MisconfiguredException">The proxy wants other credentials, or is none.</exception>
    /// <exception cref="SocketException">The proxy does not reach the host.</exception>
    internal static async ValueTask OpenAsync(Stream stream, EgressProxy proxy, string host, int port, CancellationToken cancellationToken)
    {
        var authority = string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");
        var credentials = proxy.Credentials is { } value ? $"Proxy-Authorization: {value}\r\n" : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{credentials}\r\n"), cancellationToken).ConfigureAwait(false);
        var status = await ReadStatusAsync(stream, cancellationToken).ConfigureAwait(false);
        switch (status)
        {
            case >= 200 and <= 299:
                return;
            case 403:
                throw new BlockedAddressException($"The egress proxy {proxy} forbids {authority}.");
            case 407:
                throw new MisconfiguredException($"The egress proxy {proxy} refuses the credentials of Egress.Proxy.");
            case >= 100 and <= 599:
                throw new SocketException((int)SocketError.HostUnreachable);
            default:
                throw new MisconfiguredException($"What answers at Egress.Proxy, {proxy}, is no HTTP proxy.");
        }
    }

    // After success nothing follows the head, because who begins to speak in a tunnel is we; a refusal may have a body.
    private static async ValueTask<int> ReadStatusAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[MaxHeadBytes];
        var length = 0;
        while (length < head.Length)
        {
            var read = await stream.ReadAsync(head.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read;
            var end = head.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var status = StatusIn(head.AsSpan(0, end));
                return status is >= 200 and <= 299 && end + 4 < length ? 0 : status;
            }

            if (read == 0)
            {
                break;
            }
        }

        return 0;
    }

    private static int StatusIn(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && head.StartsWith("HTTP/1."u8) && head[8] == ' '
        && int.TryParse(head[9..12], NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;
}
