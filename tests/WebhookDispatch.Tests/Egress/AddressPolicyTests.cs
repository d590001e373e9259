using System.Net;
using Microsoft.Extensions.Options;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Tests.Egress;

public sealed class AddressPolicyTests
{
    public static TheoryData<string> Vectors => EgressVectors.OfKind("address");

    [Theory]
    [MemberData(nameof(Vectors))]
    public void An_address_gets_the_verdict_of_its_case(string id) =>
        Assert.Equal(EgressVectors.Allows(id), Allows(new EgressOptions(), EgressVectors.Text(id, "address")));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("100.127.255.255")]
    [InlineData("127.255.255.255")]
    [InlineData("168.63.129.16")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.31.196.1")]
    [InlineData("192.52.193.1")]
    [InlineData("192.175.48.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("::8.8.8.8")]
    [InlineData("64:ff9b:1::808:808")]
    [InlineData("2001:1ff:ffff::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2620:4f:8000::1")]
    [InlineData("3fff:fff:ffff::1")]
    [InlineData("4000::1")]
    [InlineData("1fff::1")]
    [InlineData("fec0::1")]
    [InlineData("5f00::1")]
    [InlineData("fe80::1%1")]
    public void An_address_that_is_not_public_unicast_is_refused(string address) =>
        Assert.False(Allows(new EgressOptions(), address));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.8.7")]
    [InlineData("::1")]
    public void Loopback_is_reached_on_any_port_only_when_it_is_allowed(string address)
    {
        Assert.False(Allows(new EgressOptions(), address));
        Assert.True(Allows(new EgressOptions { AllowLoopback = true }, address, port: 6379));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    public void Allowing_loopback_allows_nothing_that_only_resembles_it(string address) =>
        Assert.False(Allows(new EgressOptions { AllowLoopback = true }, address));

    [Theory]
    [InlineData("10.2.0.0/16:8443", "10.2.0.0", 8443, true)]
    [InlineData("10.2.0.0/16:8443", "10.2.255.255", 8443, true)]
    [InlineData("10.2.0.0/16:8443", "10.2.0.1", 443, false)]
    [InlineData("10.2.0.0/16:8443", "10.1.255.255", 8443, false)]
    [InlineData("10.2.0.0/16:8443", "10.3.0.0", 8443, false)]
    [InlineData("10.2.0.0/16", "10.2.0.1", 6379, true)]
    [InlineData("10.2.0.0/16", "64:ff9b::a02:1", 443, false)]
    [InlineData("10.2.0.0/16", "::ffff:10.2.0.1", 443, false)]
    [InlineData("[fd00::]/8:443", "fd12::1", 443, true)]
    [InlineData("[fd00::]/8:443", "fc12::1", 443, false)]
    [InlineData("127.0.0.1/32:5005", "127.0.0.1", 5005, true)]
    [InlineData("127.0.0.1/32:5005", "127.0.0.2", 5005, false)]
    public void An_allowed_network_opens_its_own_addresses_and_port(string network, string address, int port, bool allowed)
    {
        var options = new EgressOptions { AllowedNetworks = { network } };

        Assert.Equal(allowed, Allows(options, address, port));
    }

    [Theory]
    [InlineData("169.254.0.0/16", "169.254.169.254", "169.254.1.1")]
    [InlineData("100.64.0.0/10", "100.100.100.200", "100.100.100.201")]
    [InlineData("fd00::/8", "fd00:ec2::254", "fd00:ec2::1")]
    public void A_range_does_not_open_the_metadata_service_inside_it(string network, string metadata, string neighbour)
    {
        var options = new EgressOptions { AllowedNetworks = { network } };

        Assert.False(Allows(options, metadata));
        Assert.True(Allows(options, neighbour));
    }

    [Fact]
    public void A_metadata_service_is_opened_by_its_own_address()
    {
        var options = new EgressOptions { AllowedNetworks = { "169.254.169.254/32:80" } };

        Assert.True(Allows(options, "169.254.169.254", 80));
    }

    [Fact]
    public void An_own_address_is_refused_even_inside_an_allowed_network()
    {
        var options = new EgressOptions
        {
            AllowedNetworks = { "10.2.0.0/16" },
            OwnAddresses = { "10.2.0.7", "93.184.216.34", "2606:2800:220:1::7" },
        };

        Assert.False(Allows(options, "10.2.0.7"));
        Assert.False(Allows(options, "93.184.216.34"));
        Assert.False(Allows(options, "64:ff9b::5db8:d822"));
        Assert.False(Allows(options, "2606:2800:220:1::7"));
        Assert.True(Allows(options, "10.2.0.8"));
        Assert.True(Allows(options, "93.184.216.35"));
    }

    [Fact]
    public void A_service_port_is_refused_on_a_public_address() =>
        Assert.False(Allows(new EgressOptions(), "8.8.8.8", port: 6379));

    [Fact]
    public void A_policy_that_cannot_work_is_refused_when_it_is_built()
    {
        var error = Assert.Throws<OptionsValidationException>(() => new AddressPolicy(new EgressOptions { MaxConnectTries = 0, ResolveTimeout = TimeSpan.Zero }));

        Assert.Equal(2, error.Failures.Count());
    }

    [Fact]
    public void A_later_change_of_the_options_does_not_change_the_policy()
    {
        var options = new EgressOptions();
        var policy = new AddressPolicy(options);
        options.AllowLoopback = true;
        options.AllowedNetworks.Add("10.0.0.0/8");

        Assert.False(policy.IsAllowed(IPAddress.Loopback, 443));
        Assert.False(policy.IsAllowed(IPAddress.Parse("10.0.0.1"), 443));
    }

    [Fact]
    public void A_verdict_allocates_nothing()
    {
        var policy = new AddressPolicy(new EgressOptions
        {
            AllowedNetworks = { "10.2.0.0/16:8443" },
            OwnAddresses = { "93.184.216.35" },
        });
        IPAddress[] addresses = [IPAddress.Parse("93.184.216.34"), IPAddress.Parse("2606:4700::1"), IPAddress.Parse("64:ff9b::a00:1"), IPAddress.Parse("10.2.0.1")];
        Ask(policy, addresses);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var allowed = Ask(policy, addresses);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(3000, allowed);
    }

    private static int Ask(AddressPolicy policy, IPAddress[] addresses)
    {
        var allowed = 0;
        for (var i = 0; i < 1000; i++)
        {
            foreach (var address in addresses)
            {
                allowed += policy.IsAllowed(address, 8443) ? 1 : 0;
            }
        }

        return allowed;
    }

    private static bool Allows(EgressOptions options, string address, int port = 443) =>
        new AddressPolicy(options).IsAllowed(IPAddress.Parse(address), port);
}
