using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Egress;

/// <summary>Reads an entry of <see cref="EgressOptions.OwnAddresses"/>: an address, or a network without port.</summary>
internal static class OwnNetwork
{
    internal static AllowedNetwork Parse(string text) =>
        TryParse(text, out var network) ? network : throw new FormatException($"\"{text}\" is neither an address nor a network.");

    internal static bool TryParse(string? text, [NotNullWhen(true)] out AllowedNetwork? network)
    {
        network = null;
        if (text is null || !(text.Contains('/', StringComparison.Ordinal) ? AllowedNetwork.TryParse(text, out network) : TryReadAddress(text, out network)))
        {
            return false;
        }

        return network.Port is null;
    }

    // What a NAT64 gateway would dial for it is what is ours.
    private static bool TryReadAddress(string text, [NotNullWhen(true)] out AllowedNetwork? network)
    {
        network = null;
        if (!PlainAddress.TryRead(text, out var address) || AddressBits.Of(address).IsV4Mapped)
        {
            return false;
        }

        var bits = AddressBits.Of(address).BehindNat64();
        var plain = bits.IsV6 || address.AddressFamily == AddressFamily.InterNetwork ? address : new IPAddress(address.GetAddressBytes().AsSpan(12));
        return AllowedNetwork.TryParse(string.Create(CultureInfo.InvariantCulture, $"{plain}/{(bits.IsV6 ? 128 : 32)}"), out network);
    }
}
