using FsCheck;
using FsCheck.Fluent;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Tests.Egress;

public sealed class UrlRulesProperties
{
    private static readonly EgressOptions Options = new();
    private static readonly AddressPolicy Policy = new(Options);
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(5000);

    private static readonly Gen<string> Anything = ArbMap.Default.GeneratorFor<string>().Where(text => text is not null);

    // Pieces that parsers disagree about, put together at random.
    private static readonly Gen<string> Assembled =
        from start in Gen.Elements("https://", "https://hooks.example.com", "https://hooks.example")
        from pieces in Gen.Elements(
            "https://", "http://", "hooks", "example", "com", "localhost", ".", ".", "/", ":", "@", "?", "#", "[", "]", "::1", "::ffff:",
            "127", "0x7f", "0", "443", "%31", "%25", "\\", "xn--", "\u00fc", "\uff11", "\u2460", "\u3002", "\ud83d\ude00", "\0", "-", "_", " ").ListOf()
        select start + string.Concat(pieces);

    [Fact]
    public void No_text_makes_the_check_throw() =>
        Prop.ForAll(Gen.OneOf(Anything, Assembled).ToArbitrary(), text => UrlRules.Check(text, Options, Policy) is not null).Check(Thorough);

    [Fact]
    public void What_is_allowed_is_https_to_a_plain_host_and_stays_allowed()
    {
        var met = 0;
        Prop.ForAll(Assembled.ToArbitrary(), text =>
        {
            if (UrlRules.Check(text, Options, Policy).Target is not { } target)
            {
                return true;
            }

            met++;
            return target.Scheme == "https"
                && target.UserInfo.Length == 0
                && target.Fragment.Length == 0
                && target.IdnHost == target.Host
                && !target.IsLoopback
                && UrlRules.Check(target.AbsoluteUri, Options, Policy).Target == target;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50_000));

        Assert.True(met > 100, $"Only {met} samples were allowed: the generator no longer meets the rule.");
    }
}
