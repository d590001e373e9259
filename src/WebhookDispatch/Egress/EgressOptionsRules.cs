using System.Globalization;

namespace WebhookDispatch.Egress;

/// <summary>Finds what cannot work, or contradicts itself, in the options.</summary>
internal static class EgressOptionsRules
{
    private const int MostConnectTries = 16;
    private static readonly TimeSpan LongestResolveTimeout = TimeSpan.FromMinutes(1);

    public static IEnumerable<string> Validate(EgressOptions options)
    {
        if (options.ResolveTimeout <= TimeSpan.Zero || options.ResolveTimeout > LongestResolveTimeout)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Egress.ResolveTimeout is {options.ResolveTimeout}; set more than zero and at most {LongestResolveTimeout}.");
        }

        if (options.MaxConnectTries is < 1 or > MostConnectTries)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Egress.MaxConnectTries is {options.MaxConnectTries}; set 1 to {MostConnectTries}.");
        }

        foreach (var text in options.AllowedNetworks)
        {
            if (AllowedNetwork.FindError(text) is { } error)
            {
                yield return $"Egress.AllowedNetworks: {error}";
            }
        }

        foreach (var error in FindContradictions(options).Concat(FindErrorsInProxy(options)))
        {
            yield return error;
        }

        foreach (var text in options.OwnAddresses)
        {
            if (FindErrorInOwnAddress(options, text) is { } error)
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<string> FindContradictions(EgressOptions options)
    {
        var networks = options.AllowedNetworks.Select(text => AllowedNetwork.TryParse(text, out var network) ? network : null).OfType<AllowedNetwork>().ToList();
        foreach (var narrow in networks.Where(network => network.Port is not null && networks.Exists(wide => wide.Port is null && wide.Network.Equals(network.Network))))
        {
            yield return $"Egress.AllowedNetworks allows \"{narrow}\" and the same network on every port; keep one of the two.";
        }
    }

    // The value may hold a password, so no message repeats it.
    private static IEnumerable<string> FindErrorsInProxy(EgressOptions options)
    {
        if (options.Proxy is null)
        {
            if (options.ProxyTrust != EgressProxyTrust.NotStated)
            {
                yield return $"Egress.ProxyTrust is {options.ProxyTrust} and Egress.Proxy is not set; set the proxy, or leave the trust out.";
            }

            yield break;
        }

        if (!EgressProxy.TryRead(options.Proxy, out _))
        {
            yield return "Egress.Proxy is not the URL of an HTTP proxy; write one such as \"http://proxy.example:4750\", without path.";
        }

        if (options.ProxyTrust is not (EgressProxyTrust.ForwardsOnly or EgressProxyTrust.GuardsAddresses))
        {
            yield return "Egress.Proxy is set and Egress.ProxyTrust does not say what it is trusted with; set ForwardsOnly (names are resolved and vetted here) or GuardsAddresses (the proxy does both).";
        }

        if (options.AllowLoopback)
        {
            yield return "Egress.AllowLoopback is true and Egress.Proxy is set: loopback would be the proxy's own machine; keep one of the two.";
        }

        if (options.ProxyTrust == EgressProxyTrust.GuardsAddresses && options.OwnAddresses.Count > 0)
        {
            yield return "Egress.OwnAddresses cannot be refused here when Egress.ProxyTrust is GuardsAddresses, because the proxy resolves names; refuse them at the proxy.";
        }
    }

    private static string? FindErrorInOwnAddress(EgressOptions options, string? text)
    {
        if (!OwnNetwork.TryParse(text, out var own))
        {
            return $"Egress.OwnAddresses: \"{text}\" is not an address or a network in its usual form; write one such as \"198.51.100.7\", \"198.51.100.0/24\" or \"2001:db8::7\", without port.";
        }

        if (options.AllowLoopback && AddressBits.Of(own.Network.BaseAddress).IsLoopback)
        {
            return $"Egress.OwnAddresses refuses \"{text}\" and Egress.AllowLoopback allows it; keep one of the two.";
        }

        // A network that is allowed around an address of our own makes sense; one within what is our own never counts.
        var both = options.AllowedNetworks.FirstOrDefault(allowed =>
            AllowedNetwork.TryParse(allowed, out var network) && network.Network.PrefixLength >= own.Network.PrefixLength
            && own.Covers(AddressBits.Of(network.Network.BaseAddress), port: 0));
        return both is null
            ? null
            : $"Egress.OwnAddresses refuses \"{text}\" and Egress.AllowedNetworks allows it by \"{both}\"; keep one of the two.";
    }
}
