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

        foreach (var text in options.OwnAddresses)
        {
            if (FindErrorInOwnAddress(options, text) is { } error)
            {
                yield return error;
            }
        }
    }

    private static string? FindErrorInOwnAddress(EgressOptions options, string? text)
    {
        if (!PlainAddress.TryRead(text, out var address) || AddressBits.Of(address).IsV4Mapped)
        {
            return $"Egress.OwnAddresses: \"{text}\" is not an address in its usual form; write one such as \"198.51.100.7\" or \"2001:db8::7\".";
        }

        if (options.AllowLoopback && AddressBits.Of(address).IsLoopback)
        {
            return $"Egress.OwnAddresses refuses \"{text}\" and Egress.AllowLoopback allows it; keep one of the two.";
        }

        var both = options.AllowedNetworks.FirstOrDefault(allowed => AllowedNetwork.TryParse(allowed, out var network) && network.IsSingleAddress && network.Network.BaseAddress.Equals(address));
        return both is null
            ? null
            : $"Egress.OwnAddresses refuses \"{text}\" and Egress.AllowedNetworks allows it by \"{both}\"; keep one of the two.";
    }
}
