using System.Net;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Tests.Egress;

public sealed class UrlRulesOptionTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5005/x")]
    [InlineData("http://localhost:5005/x")]
    [InlineData("http://[::1]:5005/")]
    [InlineData("http://127.9.9.9:6379/")]
    [InlineData("http://LOCALHOST.:22/")]
    [InlineData("http://api.localhost/")]
    [InlineData("https://localhost:7001/")]
    public void Loopback_is_reached_over_http_and_on_any_port_only_when_it_is_allowed(string url)
    {
        Assert.False(IsAllowed(url, new EgressOptions()));
        Assert.False(IsAllowed(url, new EgressOptions { AllowInsecureHttp = true }));
        Assert.True(IsAllowed(url, new EgressOptions { AllowLoopback = true }));
    }

    [Theory]
    [InlineData("http://hooks.example.com/")]
    [InlineData("http://8.8.8.8/")]
    [InlineData("http://0.0.0.0:5005/")]
    [InlineData("http://[::]:5005/")]
    [InlineData("http://[::ffff:127.0.0.1]:5005/")]
    [InlineData("http://127.1:5005/")]
    [InlineData("http://localhost.example.com/")]
    [InlineData("https://ip6-localhost/")]
    [InlineData("https://10.0.0.1/")]
    public void Allowing_loopback_allows_nothing_else(string url) =>
        Assert.False(IsAllowed(url, new EgressOptions { AllowLoopback = true }));

    [Theory]
    [InlineData("http://hooks.example.com/")]
    [InlineData("http://8.8.8.8/")]
    public void Http_is_accepted_only_when_it_is_allowed(string url)
    {
        Assert.Equal(UrlRefusal.Scheme, Check(url, new EgressOptions()).Refusal);
        Assert.True(IsAllowed(url, new EgressOptions { AllowInsecureHttp = true }));
    }

    [Fact]
    public void Allowing_http_lifts_no_other_rule()
    {
        Assert.False(IsAllowed("http://10.0.0.1/", new EgressOptions { AllowInsecureHttp = true }));
        Assert.False(IsAllowed("http://hooks.example.com:22/", new EgressOptions { AllowInsecureHttp = true }));
        Assert.False(IsAllowed("ftp://hooks.example.com/", new EgressOptions { AllowInsecureHttp = true }));
    }

    [Theory]
    [InlineData("10.2.0.0/16", "https://10.2.0.1/", true)]
    [InlineData("10.2.0.0/16", "https://10.2.0.1:6379/", true)]
    [InlineData("10.2.0.0/16:8443", "https://10.2.0.1:8443/", true)]
    [InlineData("10.2.0.0/16:8443", "https://10.2.0.1/", false)]
    [InlineData("10.2.0.0/16", "http://10.2.0.1/", false)]
    [InlineData("10.2.0.0/16", "https://10.3.0.1/", false)]
    [InlineData("[fd00::]/8:443", "https://[fd12::1]/", true)]
    [InlineData("[fd00::]/8:443", "https://[fd12::1]:8443/", false)]
    [InlineData("127.0.0.0/8", "https://localhost/", false)]
    [InlineData("10.2.0.0/16", "https://redis/", true)]
    [InlineData("10.2.0.0/16", "https://billing.default.svc/", true)]
    [InlineData("10.2.0.0/16", "https://billing.prod.internal/", true)]
    [InlineData("10.2.0.0/16", "https://printer.local/", true)]
    [InlineData("10.2.0.0/16", "https://redis:6379/", false)]
    [InlineData("10.2.0.0/16", "http://redis/", false)]
    [InlineData("10.2.0.0/16", "https://metadata.google.internal/", false)]
    [InlineData("10.2.0.0/16", "https://metadata.goog/", false)]
    [InlineData("10.2.0.0/16", "https://x.test/", false)]
    [InlineData("10.2.0.0/16", "https://x.onion/", false)]
    public void An_allowed_network_lifts_address_and_port_of_a_literal_and_private_names_but_not_the_scheme(string network, string url, bool allowed) =>
        Assert.Equal(allowed, IsAllowed(url, new EgressOptions { AllowedNetworks = { network } }));

    [Fact]
    public void Http_into_an_allowed_network_needs_both_options()
    {
        var options = new EgressOptions { AllowInsecureHttp = true, AllowedNetworks = { "10.2.0.0/16" } };

        Assert.True(IsAllowed("http://10.2.0.1/", options));
    }

    [Fact]
    public void An_own_address_is_refused_in_a_URL() =>
        Assert.False(IsAllowed("https://93.184.216.34/", new EgressOptions { OwnAddresses = { "93.184.216.34" } }));

    [Fact]
    public void A_replaced_policy_decides_about_literal_addresses()
    {
        var options = new EgressOptions { AllowLoopback = true };

        Assert.False(UrlRules.Check("https://8.8.8.8/", options, new Fixed(false)).IsAllowed);
        Assert.True(UrlRules.Check("https://10.0.0.1/", options, new Fixed(true)).IsAllowed);
        Assert.False(UrlRules.Check("http://10.0.0.1/", options, new Fixed(true)).IsAllowed);
    }

    private static bool IsAllowed(string url, EgressOptions options) => Check(url, options).IsAllowed;

    private static UrlVerdict Check(string url, EgressOptions options) => UrlRules.Check(url, options, new AddressPolicy(options));

    private sealed class Fixed(bool verdict) : IAddressPolicy
    {
        public bool IsAllowed(IPAddress address, int port) => verdict;
    }
}
