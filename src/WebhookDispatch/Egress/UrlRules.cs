using System.Globalization;
using System.Net;

namespace WebhookDispatch.Egress;

/// <summary>
/// What can be said about a URL before anything is resolved. It spares users a failing endpoint; the wall is
/// <see cref="GuardedConnector"/>, which decides on the addresses that are dialled.
/// </summary>
internal static class UrlRules
{
    /// <summary>Checks the text the Uri was made of, because a Uri no longer shows what it has repaired.</summary>
    public static UrlVerdict Check(Uri url, EgressOptions options, IAddressPolicy policy) => Check(url.OriginalString, options, policy);

    public static UrlVerdict Check(string url, EgressOptions options, IAddressPolicy policy)
    {
        if (!UrlParts.TryCut(url, out var parts, out var refusal))
        {
            return refusal;
        }

        if (parts.IsBracketed)
        {
            return PlainAddress.TryRead(parts.Host, out var v6) && parts.Host.Contains(':', StringComparison.Ordinal)
                ? CheckAddress(parts, v6, options, policy)
                : UrlVerdict.Refuse(UrlRefusal.MalformedHost, "The brackets of the URL hold no IPv6 address; write https://[2606:4700::1111]/ or a name.");
        }

        if (!HostName.TryNormalise(parts.Host, out var name))
        {
            return UrlVerdict.Refuse(UrlRefusal.MalformedHost, "The host of the URL is not a valid name; use letters, digits and hyphens, or the xn-- form of an international name.");
        }

        if (!HostName.EndsInNumber(name))
        {
            return CheckName(parts, name, options);
        }

        return PlainAddress.TryRead(parts.Host, out var v4)
            ? CheckAddress(parts, v4, options, policy)
            : UrlVerdict.Refuse(UrlRefusal.NonCanonicalAddress, "The host of the URL is a number but not a plain IPv4 address; write four decimal numbers without leading zeros.");
    }

    private static UrlVerdict CheckAddress(UrlParts parts, IPAddress address, EgressOptions options, IAddressPolicy policy)
    {
        var bits = AddressBits.Of(address);
        if (FindFaultInScheme(parts, options, bits.IsLoopback) is { } fault)
        {
            return fault;
        }

        if (policy.IsAllowed(address, parts.Port))
        {
            return Allow(parts, bits.IsV6 ? $"[{address}]" : address.ToString());
        }

        return PublicAddresses.Contains(bits) && DeniedPorts.Contains(parts.Port)
            ? RefusePort(parts.Port)
            : UrlVerdict.Refuse(UrlRefusal.ForbiddenAddress, "The URL names an address that deliveries must not reach; use the receiver's public name. Operators allow more by Egress.AllowedNetworks or AllowLoopback.");
    }

    private static UrlVerdict CheckName(UrlParts parts, string name, EgressOptions options)
    {
        var isLocalhost = HostName.IsLocalhost(name);
        if (FindFaultInScheme(parts, options, isLocalhost) is { } fault)
        {
            return fault;
        }

        if (isLocalhost && options.AllowLoopback)
        {
            return Allow(parts, name);
        }

        // Where an operator has opened a private network, its names are of use; what they lead to is vetted when it is dialled.
        var isOpened = options.AllowedNetworks.Count > 0;
        if (ReservedNames.AreNever(name) || (ReservedNames.ArePrivate(name) && !isOpened))
        {
            return UrlVerdict.Refuse(UrlRefusal.ReservedName, $"The name \"{name}\" is reserved for private networks; use the receiver's public name. Operators allow localhost by Egress.AllowLoopback, private names by Egress.AllowedNetworks.");
        }

        if (!name.Contains('.', StringComparison.Ordinal) && !isOpened)
        {
            return UrlVerdict.Refuse(UrlRefusal.SingleLabel, $"The name \"{name}\" has no domain; use the receiver's full public name.");
        }

        return DeniedPorts.Contains(parts.Port) ? RefusePort(parts.Port) : Allow(parts, name);
    }

    private static UrlVerdict? FindFaultInScheme(UrlParts parts, EgressOptions options, bool isLoopback) =>
        parts.IsHttp && !options.AllowInsecureHttp && !(isLoopback && options.AllowLoopback)
            ? UrlVerdict.Refuse(UrlRefusal.Scheme, "The URL uses http, which anybody on the path can read; use https. Operators allow http by Egress.AllowInsecureHttp.")
            : null;

    private static UrlVerdict RefusePort(int port) =>
        UrlVerdict.Refuse(UrlRefusal.Port, string.Create(CultureInfo.InvariantCulture, $"Port {port} belongs to a service that receives no webhooks; use 443 or another port of the receiver."));

    private static UrlVerdict Allow(UrlParts parts, string host)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{parts.Scheme}://{host}:{parts.Port}{parts.PathAndQuery}");

        // The last word is Uri's, because HttpClient dials what Uri reads: both readings must agree.
        return Uri.TryCreate(text, UriKind.Absolute, out var target)
            && target.Port == parts.Port
            && target.AbsoluteUri.Length <= UrlParts.MaxLength
            && string.Equals(Bare(target.IdnHost), Bare(host), StringComparison.Ordinal)
            ? UrlVerdict.Allow(target)
            : UrlVerdict.Refuse(UrlRefusal.MalformedHost, "The URL cannot be read without doubt, or is too long once encoded; write https://host/path with a plain host.");
    }

    private static string Bare(string host) => IPAddress.TryParse(host, out var address) ? address.ToString() : host;
}
