namespace WebhookDispatch.Egress;

/// <summary>Which addresses are public unicast: the ones a receiver on the internet can have.</summary>
internal static class PublicAddresses
{
    // IANA IPv4 Special-Purpose Address Registry, plus two addresses that clouds route to their own services.
    private static readonly AddressBlock[] ForbiddenV4 =
    [
        new("0.0.0.0/8"), // this network, RFC 791; Linux connects 0.0.0.0 to loopback
        new("10.0.0.0/8"), // private, RFC 1918
        new("100.64.0.0/10"), // carrier NAT, RFC 6598; holds Alibaba's metadata service 100.100.100.200
        new("127.0.0.0/8"), // loopback, RFC 1122
        new("168.63.129.16/32"), // Azure WireServer: a public address that every Azure VM reaches internally
        new("169.254.0.0/16"), // link-local, RFC 3927; metadata services
        new("172.16.0.0/12"), // private, RFC 1918
        new("192.0.0.0/24"), // IETF protocol assignments, RFC 6890
        new("192.0.2.0/24"), // documentation, RFC 5737
        new("192.31.196.0/24"), // AS112, RFC 7535: a sink, nobody receives there
        new("192.52.193.0/24"), // AMT relays, RFC 7450
        new("192.88.99.0/24"), // 6to4 relays, RFC 7526
        new("192.168.0.0/16"), // private, RFC 1918
        new("192.175.48.0/24"), // AS112, RFC 7534
        new("198.18.0.0/15"), // benchmarking, RFC 2544
        new("198.51.100.0/24"), // documentation, RFC 5737
        new("203.0.113.0/24"), // documentation, RFC 5737
        new("224.0.0.0/4"), // multicast, RFC 5771
        new("240.0.0.0/4"), // reserved and broadcast, RFC 1112
    ];

    // Only 2000::/3 is handed out as global unicast (RFC 4291); everything outside is refused without a list.
    private static readonly AddressBlock GlobalUnicastV6 = new("2000::/3");

    private static readonly AddressBlock[] ForbiddenV6 =
    [
        new("2001::/23"), // IETF protocol assignments, RFC 2928: Teredo, ORCHID, benchmarking
        new("2001:db8::/32"), // documentation, RFC 3849
        new("2002::/16"), // 6to4, RFC 7526: carries an IPv4 address we would have to trust a relay with
        new("2620:4f:8000::/48"), // AS112, RFC 7534
        new("3fff::/20"), // documentation, RFC 9637
    ];

    public static bool Contains(AddressBits address)
    {
        // RFC 6052 leaves the choice to us; without it a network that is IPv6-only behind DNS64 could deliver nothing.
        var dialled = address.BehindNat64();
        return dialled.IsV6
            ? GlobalUnicastV6.Contains(dialled.Value) && !IsIn(ForbiddenV6, dialled.Value)
            : !IsIn(ForbiddenV4, dialled.Value);
    }

    private static bool IsIn(AddressBlock[] blocks, UInt128 address)
    {
        foreach (var block in blocks)
        {
            if (block.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
