using System.Buffers.Binary;
using System.Net;

namespace WebhookDispatch.Egress;

/// <summary>An address as a number, so that every rule decides on bytes and never on how somebody wrote them.</summary>
internal readonly record struct AddressBits(UInt128 Value, bool IsV6)
{
    private static readonly AddressBlock LoopbackV4 = new("127.0.0.0/8");
    private static readonly AddressBlock Mapped = new("::ffff:0:0/96");
    private static readonly AddressBlock Nat64 = new("64:ff9b::/96");

    public bool IsLoopback => IsV6 ? Value == UInt128.One : LoopbackV4.Contains(Value);

    public bool IsV4Mapped => IsV6 && Mapped.Contains(Value);

    public static AddressBits Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out var length) && length == 4
            ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsV6: false)
            : new(BinaryPrimitives.ReadUInt128BigEndian(bytes), IsV6: true);
    }

    /// <summary>The IPv4 address that a NAT64 gateway would dial for this one (RFC 6052 section 2.1); itself when it is not of that form.</summary>
    public AddressBits BehindNat64() => IsV6 && Nat64.Contains(Value) ? new((uint)Value, IsV6: false) : this;
}
