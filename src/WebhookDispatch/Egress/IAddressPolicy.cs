using System.Net;

namespace WebhookDispatch.Egress;

/// <summary>
/// Decides which addresses an attempt may dial. Asked for every answer of the resolver before a connection is made and
/// once more for the peer of the connection. Replace it where the platform knows better which addresses are internal.
/// </summary>
public interface IAddressPolicy
{
    /// <summary>Says whether an attempt may connect to <paramref name="address"/> on <paramref name="port"/>.</summary>
    /// <param name="address">The address as it would be dialled; an IPv4 address mapped into IPv6 stays mapped.</param>
    /// <param name="port">1 to 65535.</param>
    /// <returns>
    /// <see langword="false"/> refuses the whole attempt: no other answer of the same name is dialled either, and the
    /// attempt fails with <see cref="BlockedAddressException"/>. Called concurrently; must neither block nor throw.
    /// </returns>
    bool IsAllowed(IPAddress address, int port);
}
