using WebhookDispatch.Egress;

namespace WebhookDispatch.Tests.Egress;

public sealed class EgressOptionsTests
{
    [Fact]
    public void The_defaults_are_the_documented_ones_and_valid()
    {
        var options = new EgressOptions();

        Assert.False(options.AllowLoopback);
        Assert.False(options.AllowInsecureHttp);
        Assert.Empty(options.AllowedNetworks);
        Assert.Empty(options.OwnAddresses);
        Assert.Null(options.Proxy);
        Assert.Equal(EgressProxyTrust.NotStated, options.ProxyTrust);
        Assert.Equal(TimeSpan.FromSeconds(5), options.ResolveTimeout);
        Assert.Equal(4, options.MaxConnectTries);
        Assert.Empty(EgressOptionsRules.Validate(options));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(60_001)]
    public void A_resolve_timeout_outside_its_range_is_named(int milliseconds) =>
        AssertOneError(new EgressOptions { ResolveTimeout = TimeSpan.FromMilliseconds(milliseconds) }, "Egress.ResolveTimeout is ");

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    public void A_number_of_connect_tries_outside_its_range_is_named(int tries) =>
        AssertOneError(new EgressOptions { MaxConnectTries = tries }, $"Egress.MaxConnectTries is {tries};");

    [Theory]
    [InlineData("")]
    [InlineData("203.0.113.0/24:443")]
    [InlineData("203.0.113.7/24")]
    [InlineData("203.0.113")]
    [InlineData("0203.0.113.7")]
    [InlineData("hooks.example.com")]
    [InlineData("::ffff:203.0.113.7")]
    [InlineData("fe80::1%1")]
    public void An_own_address_that_is_no_plain_address_is_named(string text) =>
        AssertOneError(new EgressOptions { OwnAddresses = { text } }, $"Egress.OwnAddresses: \"{text}\" ");

    [Fact]
    public void An_address_that_is_both_own_and_allowed_is_a_contradiction() =>
        AssertOneError(
            new EgressOptions { OwnAddresses = { "10.2.0.7" }, AllowedNetworks = { "10.2.0.7/32:443" } },
            "Egress.OwnAddresses refuses \"10.2.0.7\" and Egress.AllowedNetworks allows it by \"10.2.0.7/32:443\"");

    [Theory]
    [InlineData("10.2.0.0/16", "10.2.0.0/16")]
    [InlineData("10.2.0.0/16", "10.2.7.0/24:443")]
    [InlineData("fd00::/16", "fd00::7/128")]
    public void A_network_within_what_is_own_that_is_allowed_is_a_contradiction(string own, string allowed) =>
        AssertOneError(
            new EgressOptions { OwnAddresses = { own }, AllowedNetworks = { allowed } },
            $"Egress.OwnAddresses refuses \"{own}\" and Egress.AllowedNetworks allows it by \"{allowed}\"");

    [Fact]
    public void A_network_of_ones_own_is_refused_also_within_one_that_is_allowed_and_behind_NAT64()
    {
        var policy = new AddressPolicy(new EgressOptions { OwnAddresses = { "10.2.7.0/24", "198.41.0.0/24", "64:ff9b::c6fb:1" }, AllowedNetworks = { "10.2.0.0/16" } });

        var allowed = new[] { "10.2.6.255", "10.2.7.0", "10.2.7.255", "10.2.8.0", "198.41.0.4", "198.41.1.0", "64:ff9b::c629:4", "198.251.0.1", "198.251.0.2" }
            .Where(text => policy.IsAllowed(System.Net.IPAddress.Parse(text), 443));

        Assert.Equal(["10.2.6.255", "10.2.8.0", "198.41.1.0", "198.251.0.2"], allowed);
    }

    [Fact]
    public void A_loopback_address_that_is_both_own_and_allowed_is_a_contradiction() =>
        AssertOneError(
            new EgressOptions { OwnAddresses = { "::1" }, AllowLoopback = true },
            "Egress.OwnAddresses refuses \"::1\" and Egress.AllowLoopback allows it");

    [Theory]
    [InlineData(null, "an entry is empty;")]
    [InlineData("", "an entry is empty;")]
    [InlineData("10.2.0.0", "\"10.2.0.0\" is not a network;")]
    [InlineData("10.2.0.1/16", "\"10.2.0.1/16\" has bits set after its prefix;")]
    [InlineData("0.0.0.0/0", "\"0.0.0.0/0\" has a prefix outside /8 to /32;")]
    [InlineData("10.2.0.0/16:0", "\"10.2.0.0/16:0\" has a port that is not a number")]
    public void A_network_that_is_none_is_named(string? text, string fault) =>
        AssertOneError(new EgressOptions { AllowedNetworks = { text! } }, $"Egress.AllowedNetworks: {fault}");

    [Fact]
    public void A_network_that_is_open_on_one_port_and_on_every_port_is_a_contradiction() =>
        AssertOneError(
            new EgressOptions { AllowedNetworks = { "10.2.0.0/16:443", "10.2.0.0/16" } },
            "Egress.AllowedNetworks allows \"10.2.0.0/16:443\" and the same network on every port");

    [Theory]
    [InlineData("proxy.example:4750")]
    [InlineData("https://proxy.example:4750")]
    [InlineData("http://proxy.example:4750/path")]
    [InlineData("http://user:s3cr3t@proxy.example/?s3cr3t")]
    [InlineData("socks5://proxy.example")]
    [InlineData("")]
    public void A_proxy_that_is_none_is_named_without_its_value(string proxy) =>
        AssertOneError(new EgressOptions { Proxy = proxy, ProxyTrust = EgressProxyTrust.ForwardsOnly }, "Egress.Proxy is not the URL of an HTTP proxy; write one such as \"http://proxy.example:4750\", without path.");

    [Theory]
    [InlineData(EgressProxyTrust.NotStated)]
    [InlineData((EgressProxyTrust)7)]
    public void A_proxy_without_a_statement_of_trust_is_refused(EgressProxyTrust trust) =>
        AssertOneError(new EgressOptions { Proxy = "http://proxy.example:4750", ProxyTrust = trust }, "Egress.Proxy is set and Egress.ProxyTrust does not say");

    [Fact]
    public void Trust_in_a_proxy_that_is_not_set_is_refused() =>
        AssertOneError(new EgressOptions { ProxyTrust = EgressProxyTrust.GuardsAddresses }, "Egress.ProxyTrust is GuardsAddresses and Egress.Proxy is not set");

    [Fact]
    public void Loopback_behind_a_proxy_is_a_contradiction() =>
        AssertOneError(
            new EgressOptions { Proxy = "http://proxy.example:4750", ProxyTrust = EgressProxyTrust.ForwardsOnly, AllowLoopback = true },
            "Egress.AllowLoopback is true and Egress.Proxy is set");

    [Fact]
    public void Own_addresses_behind_a_proxy_that_resolves_are_a_contradiction() =>
        AssertOneError(
            new EgressOptions { Proxy = "http://proxy.example:4750", ProxyTrust = EgressProxyTrust.GuardsAddresses, OwnAddresses = { "198.51.100.7" } },
            "Egress.OwnAddresses cannot be refused here");

    [Fact]
    public void All_errors_are_reported_at_once()
    {
        var options = new EgressOptions { ResolveTimeout = TimeSpan.Zero, MaxConnectTries = 0, OwnAddresses = { "x", "y" }, AllowedNetworks = { "z" } };

        Assert.Equal(5, EgressOptionsRules.Validate(options).Count());
    }

    private static void AssertOneError(EgressOptions options, string start) =>
        Assert.StartsWith(start, Assert.Single(EgressOptionsRules.Validate(options)), StringComparison.Ordinal);
}
