using System.Net;
using System.Net.Sockets;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>Every name has these addresses, or none: the answer of a real resolver depends on the network the tests run in.</summary>
internal sealed class KnownNames(params IPAddress[] addresses) : INameResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => addresses.Length == 0
        ? Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound))
        : Task.FromResult(addresses);
}
