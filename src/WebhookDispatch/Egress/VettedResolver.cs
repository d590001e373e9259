using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Egress;

/// <summary>Resolves a host within its budget and refuses it if any answer is forbidden.</summary>
internal sealed class VettedResolver(EgressOptions options, IAddressPolicy policy, INameResolver resolver, TimeProvider timeProvider)
{
    /// <summary>Whether a host is decided without asking a name server: a literal address, or a name of this machine.</summary>
    public static bool IsDecidedHere(string host) => IPAddress.TryParse(host, out _) || HostName.IsLocalhost(host);

    public async ValueTask<IPAddress[]> ResolveAsync(string host, int port, CancellationToken cancellationToken)
    {
        var answers = await AnswersAsync(host, cancellationToken).ConfigureAwait(false);
        if (answers.Length == 0)
        {
            throw new NameResolutionFailedException($"The name \"{host}\" has no address.");
        }

        // One forbidden answer among public ones is an attack or a mistake; dialling the others would let a retry win.
        foreach (var address in answers)
        {
            if (!policy.IsAllowed(address, port))
            {
                throw new BlockedAddressException(string.Create(CultureInfo.InvariantCulture, $"\"{host}\" leads to {address}, port {port}, which the address policy refuses."));
            }
        }

        return answers;
    }

    private async ValueTask<IPAddress[]> AnswersAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        // RFC 6761 section 6.3: this name is never asked of a server, which could answer with an address elsewhere.
        return HostName.IsLocalhost(host)
            ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : await AskAsync(host, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IPAddress[]> AskAsync(string host, CancellationToken cancellationToken)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // getaddrinfo cannot be cancelled once it runs, so the wait is bounded, not the call.
            return await resolver.ResolveAsync(host, abandon.Token)
                .WaitAsync(options.ResolveTimeout, timeProvider, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Without the TimeoutException inside: who looks for one takes this for a connection that timed out.
            await abandon.CancelAsync().ConfigureAwait(false);
            throw new NameResolutionFailedException(string.Create(CultureInfo.InvariantCulture, $"The name \"{host}\" was not resolved within {options.ResolveTimeout}."));
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            throw new NameResolutionFailedException($"The name \"{host}\" was not resolved: {failure.Message}", failure);
        }
    }
}
