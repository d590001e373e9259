using System.Net;

namespace WebhookDispatch.Egress;

/// <summary>Asks for the addresses of a name, anew on every call: a remembered answer is one that nobody vetted today.</summary>
internal interface INameResolver
{
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}
