using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Egress;

/// <summary>Reads a network with an optional port, and says what is wrong with it.</summary>
internal static class AllowedNetworkText
{
    private const int WidestV4 = 8;
    private const int WidestV6 = 7;

    // No receiver can have these. Mapped addresses are refused everywhere, so a network of them would allow nothing.
    private static readonly IPNetwork[] NotUnicast =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("255.255.255.255/32"),
        IPNetwork.Parse("::/128"),
        IPNetwork.Parse("::ffff:0:0/96"),
        IPNetwork.Parse("ff00::/8"),
    ];

    public static bool TryRead(string text, out IPNetwork network, out int? port, out string error)
    {
        network = default;
        port = null;

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var colon = slash < 0 ? -1 : text.IndexOf(':', slash);
        var prefixText = slash < 0 ? "" : colon < 0 ? text[(slash + 1)..] : text[(slash + 1)..colon];
        if (slash < 0 || !TryReadAddress(text[..slash], out var address) || !TryReadNumber(prefixText, 0, 128, out var prefix))
        {
            return Refuse(text, "is not a network; write one such as \"10.2.0.0/16\", \"10.2.0.5/32:8443\" or \"[fd00::]/8:443\"", out error);
        }

        if (colon >= 0)
        {
            if (!TryReadNumber(text[(colon + 1)..], 1, 65535, out var number))
            {
                return Refuse(text, "has a port that is not a number from 1 to 65535", out error);
            }

            port = number;
        }

        return TryBuild(text, address, prefix, out network, out error);
    }

    private static bool TryBuild(string text, IPAddress address, int prefix, out IPNetwork network, out string error)
    {
        network = default;
        var (width, widest) = address.AddressFamily == AddressFamily.InterNetwork ? (32, WidestV4) : (128, WidestV6);
        if (prefix > width || prefix < widest)
        {
            return Refuse(text, string.Create(CultureInfo.InvariantCulture, $"has a prefix outside /{widest} to /{width}; name the networks you mean, one by one"), out error);
        }

        // The constructor drops bits after the prefix, so "10.2.0.1/16" would silently open 65,536 addresses.
        network = new IPNetwork(address, prefix);
        if (!network.BaseAddress.Equals(address))
        {
            return Refuse(text, "has bits set after its prefix; write the first address of the network", out error);
        }

        var candidate = network;
        if (Array.Exists(NotUnicast, block => Overlap(block, candidate)))
        {
            return Refuse(text, "holds addresses that no receiver can have (unspecified, multicast, broadcast or IPv4-mapped); write the unicast network", out error);
        }

        error = "";
        return true;
    }

    // Two networks overlap exactly when one holds the first address of the other. IPNetwork.Contains cannot say so:
    // on .NET 10 fd00::/8 "contains" ::ffff:0.0.0.0.
    private static bool Overlap(IPNetwork left, IPNetwork right) =>
        left.BaseAddress.AddressFamily == right.BaseAddress.AddressFamily
        && (Holds(left, right.BaseAddress) || Holds(right, left.BaseAddress));

    private static bool Holds(IPNetwork network, IPAddress address) =>
        new AddressBlock(network).Contains(AddressBits.Of(address).Value);

    private static bool TryReadAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        var bracketed = text.StartsWith('[') && text.EndsWith(']') && text.Length > 1;
        return PlainAddress.TryRead(bracketed ? text[1..^1] : text, out address)
            && (!bracketed || address.AddressFamily == AddressFamily.InterNetworkV6);
    }

    private static bool TryReadNumber(string text, int min, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number >= min
        && number <= max
        && string.Equals(number.ToString(CultureInfo.InvariantCulture), text, StringComparison.Ordinal);

    private static bool Refuse(string text, string why, out string error)
    {
        error = $"\"{text}\" {why}.";
        return false;
    }
}
