using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Egress;

/// <summary>A range of addresses of one family, compared by mask.</summary>
internal readonly struct AddressBlock
{
    private readonly UInt128 _network;
    private readonly UInt128 _mask;

    public AddressBlock(string cidr)
        : this(IPNetwork.Parse(cidr))
    {
    }

    public AddressBlock(IPNetwork network)
    {
        var width = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var hostBits = width - network.PrefixLength;

        // A shift by the full width of the type shifts by nothing, so a prefix of zero needs its own answer.
        _mask = hostBits == 128 ? UInt128.Zero : UInt128.MaxValue << hostBits;
        _network = Read(network.BaseAddress);
        if (width == 32)
        {
            _mask &= uint.MaxValue;
        }
    }

    public bool Contains(UInt128 address) => (address & _mask) == _network;

    private static UInt128 Read(IPAddress address)
    {
        var value = UInt128.Zero;
        foreach (var part in address.GetAddressBytes())
        {
            value = (value << 8) | part;
        }

        return value;
    }
}
