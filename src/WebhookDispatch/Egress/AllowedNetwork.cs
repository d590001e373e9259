using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Egress;

/// <summary>A network that attempts may reach although its addresses are not public.</summary>
public sealed class AllowedNetwork : IEquatable<AllowedNetwork>
{
    private readonly AddressBlock _block;

    private AllowedNetwork(IPNetwork network, int? port)
    {
        Network = network;
        Port = port;
        _block = new AddressBlock(network);
    }

    /// <summary>The addresses, in canonical form: no bit is set after the prefix.</summary>
    public IPNetwork Network { get; }

    /// <summary>The one port that is allowed, 1 to 65535; <see langword="null"/> allows every port, also those refused elsewhere.</summary>
    public int? Port { get; }

    internal bool IsSingleAddress => Network.PrefixLength == (IsV6 ? 128 : 32);

    private bool IsV6 => Network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Reads <c>10.2.0.0/16</c>, <c>10.2.0.0/16:8443</c>, <c>fd00::/8</c> or <c>[fd00::]/8:443</c>.</summary>
    /// <param name="text">The network in CIDR notation with an optional port. IPv4 not wider than /8, IPv6 not wider than /7: a wider range would switch the protection off.</param>
    /// <returns>The network.</returns>
    /// <exception cref="FormatException">The text is no such network; the message repeats it and says what to write.</exception>
    public static AllowedNetwork Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(text, out var error) ?? throw new FormatException(error);
    }

    /// <summary>Reads a network as <see cref="Parse"/> does, without throwing.</summary>
    /// <param name="text">The network in CIDR notation with an optional port.</param>
    /// <param name="network">The network, or <see langword="null"/> when the text is none.</param>
    /// <returns>Whether the text is a network.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out AllowedNetwork? network)
    {
        network = text is null ? null : Read(text, out _);
        return network is not null;
    }

    internal static string? FindError(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "an entry is empty; remove it or write a network such as \"10.2.0.0/16:8443\".";
        }

        return Read(text, out var error) is null ? error : null;
    }

    /// <inheritdoc/>
    public bool Equals(AllowedNetwork? other) => other is not null && Network.Equals(other.Network) && Port == other.Port;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AllowedNetwork);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Network, Port);

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var address = IsV6 ? $"[{Network.BaseAddress}]" : Network.BaseAddress.ToString();
        return Port is { } port
            ? string.Create(CultureInfo.InvariantCulture, $"{address}/{Network.PrefixLength}:{port}")
            : string.Create(CultureInfo.InvariantCulture, $"{address}/{Network.PrefixLength}");
    }

    internal bool Covers(AddressBits address, int port) =>
        address.IsV6 == IsV6 && (Port is null || Port == port) && _block.Contains(address.Value);

    private static AllowedNetwork? Read(string text, out string error)
    {
        if (!AllowedNetworkText.TryRead(text, out var network, out var port, out error))
        {
            return null;
        }

        return new AllowedNetwork(network, port);
    }
}
