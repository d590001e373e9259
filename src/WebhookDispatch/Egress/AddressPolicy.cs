using System.Net;
using Microsoft.Extensions.Options;

namespace WebhookDispatch.Egress;

/// <summary>Public unicast on a port where receivers listen, and what the options add or take away.</summary>
internal sealed class AddressPolicy : IAddressPolicy
{
    private readonly bool _allowLoopback;
    private readonly AllowedNetwork[] _allowed;
    private readonly AllowedNetwork[] _own;

    public AddressPolicy(EgressOptions options)
    {
        var errors = EgressOptionsRules.Validate(options).ToArray();
        if (errors.Length > 0)
        {
            throw new OptionsValidationException(nameof(EgressOptions), typeof(EgressOptions), errors);
        }

        _allowLoopback = options.AllowLoopback;
        _allowed = [.. options.AllowedNetworks.Select(AllowedNetwork.Parse)];
        _own = [.. options.OwnAddresses.Select(OwnNetwork.Parse)];
    }

    public bool IsAllowed(IPAddress address, int port)
    {
        var bits = AddressBits.Of(address);
        if (IsOwn(bits.BehindNat64()))
        {
            return false;
        }

        // Exceptions are never looked up behind NAT64: the gateway's loopback and private networks are not ours.
        return (_allowLoopback && bits.IsLoopback)
            || IsInAllowedNetwork(bits, port)
            || (PublicAddresses.Contains(bits) && !DeniedPorts.Contains(port));
    }

    private bool IsOwn(AddressBits address)
    {
        foreach (var network in _own)
        {
            if (network.Covers(address, port: 0))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsInAllowedNetwork(AddressBits address, int port)
    {
        // A range such as 100.64.0.0/10 opens a private network; its metadata service must be named on its own.
        var onlyByName = MetadataAddresses.Contains(address);
        foreach (var network in _allowed)
        {
            if (network.Covers(address, port) && (!onlyByName || network.IsSingleAddress))
            {
                return true;
            }
        }

        return false;
    }
}
