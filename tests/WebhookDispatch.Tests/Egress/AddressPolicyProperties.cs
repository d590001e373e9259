using System.Net;
using FsCheck;
using FsCheck.Fluent;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Tests.Egress;

public sealed class AddressPolicyProperties
{
    private static readonly AddressPolicy Policy = new(new EgressOptions());
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(5000);

    // Half of the samples start with a byte that has a special block under it, so that both verdicts are met often.
    private static readonly Gen<byte> FirstByteV4 =
        Gen.OneOf(AnyByte(), Gen.Elements<byte>(0, 10, 100, 127, 168, 169, 172, 192, 198, 203, 224, 240, 255));

    private static readonly Gen<byte[]> V4 =
        from first in FirstByteV4
        from rest in Gen.ArrayOf(AnyByte(), 3)
        select (byte[])[first, .. rest];

    private static readonly Gen<byte[]> V6 =
        from head in Gen.OneOf(Gen.ArrayOf(AnyByte(), 2), Gen.Elements<byte[]>([0, 0], [0, 0x64], [0x20, 1], [0x20, 2], [0x3f, 0xff], [0xfe, 0x80], [0xfd, 0]))
        from rest in Gen.OneOf(Gen.ArrayOf(AnyByte(), 14), Gen.ArrayOf(Gen.Elements<byte>(0, 1, 0xff), 14))
        select (byte[])[.. head, .. rest];

    [Fact]
    public void An_IPv4_address_and_its_NAT64_form_get_the_same_verdict() =>
        Check(V4, v4 => IsAllowed(v4) == IsAllowed([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. v4]));

    [Fact]
    public void No_other_way_to_embed_an_IPv4_address_is_allowed() =>
        Check(V4, v4 =>
            !IsAllowed([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. v4])
            && !IsAllowed([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, .. v4])
            && !IsAllowed([0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, .. v4])
            && !IsAllowed([0, 0x64, 0xff, 0x9b, 0, 1, 0, 0, 0, 0, 0, 0, .. v4])
            && !IsAllowed([0x20, 0x02, .. v4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
            && !IsAllowed([0x20, 0x01, 0, 0, 8, 8, 8, 8, 0, 0, 0, 0, .. v4.Select(b => (byte)~b)]));

    [Fact]
    public void A_verdict_survives_printing_and_parsing() =>
        Check(Gen.OneOf(V4, V6), bytes =>
        {
            var address = new IPAddress(bytes);
            return Policy.IsAllowed(address, 443) == Policy.IsAllowed(IPAddress.Parse(address.ToString()), 443);
        });

    [Fact]
    public void Nothing_in_the_lowest_slash_8_is_allowed_except_NAT64() =>
        Check(V6, bytes =>
        {
            byte[] low = [0, .. bytes[1..]];
            return low.AsSpan().StartsWith((byte[])[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) || !IsAllowed(low);
        });

    [Fact]
    public void Nothing_outside_2000_slash_3_is_allowed_except_NAT64() =>
        Check(V6, bytes => bytes[0] >> 5 == 1 || bytes[0] == 0 || !IsAllowed(bytes));

    private static void Check(Gen<byte[]> bytes, Func<byte[], bool> holds) =>
        Prop.ForAll(bytes.ToArbitrary(), holds).Check(Thorough);

    private static bool IsAllowed(byte[] bytes) => Policy.IsAllowed(new IPAddress(bytes), 443);

    private static Gen<byte> AnyByte() => Gen.Choose(0, 255).Select(value => (byte)value);
}
