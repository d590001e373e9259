using WebhookDispatch.Egress;

namespace WebhookDispatch.Tests.Egress;

public sealed class UrlRulesTests
{
    private static readonly EgressOptions Defaults = new();

    public static TheoryData<string> Vectors => EgressVectors.OfKind("url");

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_URL_gets_the_verdict_of_its_case(string id)
    {
        var verdict = Check(EgressVectors.Text(id, "url"));

        Assert.Equal(EgressVectors.Allows(id), verdict.IsAllowed);
        Assert.Equal(verdict.IsAllowed, verdict.Refusal == UrlRefusal.None);
        Assert.Equal(verdict.IsAllowed, verdict.Message.Length == 0);
    }

    [Theory]
    [InlineData("https://hooks.example.com/#x", nameof(UrlRefusal.Fragment))]
    [InlineData("https://a:b@hooks.example.com/", nameof(UrlRefusal.UserInfo))]
    [InlineData("https://hooks.example.com:0/", nameof(UrlRefusal.MalformedPort))]
    [InlineData("https://hooks.example.com:0443/", nameof(UrlRefusal.MalformedPort))]
    [InlineData("https://hooks.example.com:/", nameof(UrlRefusal.MalformedPort))]
    [InlineData("https://hooks.example.com:65536/", nameof(UrlRefusal.MalformedPort))]
    [InlineData("https://[2606:4700::1111]x/", nameof(UrlRefusal.MalformedPort))]
    [InlineData("https://hooks..example.com/", nameof(UrlRefusal.MalformedHost))]
    [InlineData("https://hooks.example.com../", nameof(UrlRefusal.MalformedHost))]
    [InlineData("https://hooks-.example.com/", nameof(UrlRefusal.MalformedHost))]
    [InlineData("https://[]/", nameof(UrlRefusal.MalformedHost))]
    [InlineData("https://xn--a.example.com/", nameof(UrlRefusal.MalformedHost))]
    [InlineData("https://xn--99zzzzzzzzz.example.com/", nameof(UrlRefusal.MalformedHost))]
    [InlineData("https://xn--localhost-.example.com/", nameof(UrlRefusal.MalformedHost))]
    [InlineData("https://lo\u200bcalhost.example.com/", nameof(UrlRefusal.ForbiddenCharacter))]
    [InlineData("https://127\u30020\u30020\u30021/", nameof(UrlRefusal.MalformedHost))]
    [InlineData("https://x.te\u017ft/", nameof(UrlRefusal.MalformedHost))]
    [InlineData("https://hooks.example.com/\u202ecod.exe", nameof(UrlRefusal.ForbiddenCharacter))]
    [InlineData("https://hooks.example.com/\ud800", nameof(UrlRefusal.ForbiddenCharacter))]
    [InlineData("https://1.2.3.4.5/", nameof(UrlRefusal.NonCanonicalAddress))]
    [InlineData("https://8.8.8.256/", nameof(UrlRefusal.NonCanonicalAddress))]
    [InlineData("https://8.8.8.8:22/", nameof(UrlRefusal.Port))]
    [InlineData("https://10.0.0.1:22/", nameof(UrlRefusal.ForbiddenAddress))]
    [InlineData("https://foo.localhost/", nameof(UrlRefusal.ReservedName))]
    [InlineData("https://kubernetes.default.svc/", nameof(UrlRefusal.ReservedName))]
    [InlineData("https://metadata.google.internal/", nameof(UrlRefusal.ReservedName))]
    [InlineData("https://service/", nameof(UrlRefusal.SingleLabel))]
    [InlineData("file:///etc/passwd", nameof(UrlRefusal.Scheme))]
    [InlineData("//hooks.example.com/", nameof(UrlRefusal.NotAbsolute))]
    [InlineData("", nameof(UrlRefusal.NotAbsolute))]
    public void A_URL_is_refused_for_its_own_reason(string url, string refusal) =>
        Assert.Equal(refusal, Check(url).Refusal.ToString());

    [Theory]
    [InlineData("https://HOOKS.Example.com.:443/A?b=C", "https://hooks.example.com/A?b=C")]
    [InlineData("HTTPS://b\u00fccher.example:8443", "https://xn--bcher-kva.example:8443/")]
    [InlineData("https://B\u00dcCHER.example/", "https://xn--bcher-kva.example/")]
    [InlineData("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/")]
    [InlineData("https://[2606:4700:4700:0:0:0:0:1111]/", "https://[2606:4700:4700::1111]/")]
    [InlineData("https://93.184.216.34/x", "https://93.184.216.34/x")]
    [InlineData("https://mylocalhost.example/", "https://mylocalhost.example/")]
    [InlineData("https://hooks.mytest/", "https://hooks.mytest/")]
    [InlineData("https://hooks.example.com?a=@b\u00e4", "https://hooks.example.com/?a=@b%C3%A4")]
    public void An_allowed_URL_is_handed_on_in_the_form_that_was_checked(string url, string target) =>
        Assert.Equal(target, Check(url).Target?.AbsoluteUri);

    [Fact]
    public void The_longest_URL_is_2048_characters_as_written_and_as_sent()
    {
        const string Start = "https://hooks.example.com/";

        Assert.True(Check(Start + new string('a', 2048 - Start.Length)).IsAllowed);
        Assert.Equal(UrlRefusal.TooLong, Check(Start + new string('a', 2049 - Start.Length)).Refusal);
        Assert.False(Check(Start + new string('\u00e9', 1000)).IsAllowed);
    }

    [Fact]
    public void The_longest_host_is_253_characters()
    {
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 49), 5)) + ".io";

        Assert.Equal(252, longest.Length);
        Assert.True(Check($"https://a{longest}/").IsAllowed);
        Assert.Equal(UrlRefusal.MalformedHost, Check($"https://aa{longest}/").Refusal);
    }

    [Fact]
    public void A_Uri_is_judged_by_the_text_it_was_made_of()
    {
        var policy = new AddressPolicy(Defaults);

        Assert.Equal(UrlRefusal.NonCanonicalAddress, UrlRules.Check(new Uri("https://134744072/"), Defaults, policy).Refusal);
        Assert.True(UrlRules.Check(new Uri("https://hooks.example.com/"), Defaults, policy).IsAllowed);
        Assert.Equal(UrlRefusal.NotAbsolute, UrlRules.Check(new Uri("/hooks", UriKind.Relative), Defaults, policy).Refusal);
    }

    [Theory]
    [InlineData("https://user:s3cr3t@hooks.example.com/")]
    [InlineData("https://hooks.example.com/#s3cr3t")]
    [InlineData("http://hooks.example.com/s3cr3t?s3cr3t")]
    [InlineData("https://127.0.0.1/s3cr3t?s3cr3t")]
    [InlineData("https://redis/s3cr3t?s3cr3t")]
    [InlineData("https://x.test/s3cr3t?s3cr3t")]
    [InlineData("https://8.8.8.8:22/s3cr3t?s3cr3t")]
    [InlineData("ftp://hooks.example.com/s3cr3t")]
    [InlineData("https://hooks.example.com/?s3cr3t=\u0001")]
    public void A_refusal_repeats_no_secret(string url)
    {
        var verdict = Check(url);

        Assert.False(verdict.IsAllowed);
        Assert.DoesNotContain("s3cr3t", verdict.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_printed_of_a_URL_leaves_out_path_and_query()
    {
        Assert.DoesNotContain("s3cr3t", Check("https://hooks.example.com/s3cr3t?s3cr3t").ToString(), StringComparison.Ordinal);
        Assert.True(UrlParts.TryCut("https://hooks.example.com/s3cr3t?s3cr3t", out var parts, out _));
        Assert.Equal("https://hooks.example.com:443", parts.ToString());
    }

    private static UrlVerdict Check(string url) => UrlRules.Check(url, Defaults, new AddressPolicy(Defaults));
}
