using System.Text;
using FsCheck;
using FsCheck.Fluent;
using WebhookDispatch.Secrets;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Secrets;

public sealed class AesGcmSecretProtectorTests
{
    private static readonly SecretPlace Place = new("red", "acme", "endpoint", 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("whsec_canary")]
    public async Task What_is_protected_is_read_again_and_shows_nothing(string secret)
    {
        var protector = Protector("k1");

        var text = await ProtectAsync(protector, secret);

        Assert.StartsWith("v1.k1.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("canary"))[..6], text, StringComparison.Ordinal);
        Assert.Equal((secret, true), await ReadAsync(protector, text));
        Assert.NotEqual(text, await ProtectAsync(protector, secret));
    }

    public static TheoryData<string, string, string, int> OtherPlaces => new()
    {
        { "blue", "acme", "endpoint", 1 }, { "", "acme", "endpoint", 1 }, { "red", "globex", "endpoint", 1 }, { "red", "acme", "canary", 1 }, { "red", "acme", "endpoint", 2 },
    };

    [Theory]
    [MemberData(nameof(OtherPlaces))]
    public async Task What_is_copied_to_another_place_is_not_read_there(string tenant, string endpointId, string name, int version)
    {
        var protector = Protector("k1");
        var text = await ProtectAsync(protector, "secret");

        var refusal = await Assert.ThrowsAsync<SecretUnreadableException>(() => ReadAsync(protector, text, new SecretPlace(tenant, endpointId, name, version)));

        Assert.Contains("The key 'k1' does not open it", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_places_share_their_bytes() => Prop.ForAll(Places(), Places(), (one, other) =>
        one == other || !one.ToAssociatedData().SequenceEqual(other.ToAssociatedData())).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Every_changed_byte_is_noticed()
    {
        var protector = Protector("k1");
        var text = await ProtectAsync(protector, "secret");

        for (var i = "v1.k1.".Length; i < text.Length; i++)
        {
            var changed = text[..i] + (text[i] == 'A' ? 'B' : 'A') + text[(i + 1)..];
            await Assert.ThrowsAsync<SecretUnreadableException>(() => ReadAsync(protector, changed));
        }
    }

    [Fact]
    public async Task A_former_key_still_reads_and_what_it_protects_is_not_current()
    {
        var text = await ProtectAsync(Protector("k1"), "secret");

        Assert.Equal(("secret", false), await ReadAsync(Protector("k2", "k1"), text));
        Assert.StartsWith("v1.k2.", await ProtectAsync(Protector("k2", "k1"), "secret"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_is_named_and_so_are_those_that_are_there()
    {
        var text = await ProtectAsync(Protector("k1"), "secret");

        var refusal = await Assert.ThrowsAsync<SecretUnreadableException>(() => ReadAsync(Protector("k3", "k2"), text));

        Assert.Contains("key 'k1', which is not configured; configured is 'k2', 'k3'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_under_the_same_id_does_not_read()
    {
        var text = await ProtectAsync(Protector("k1"), "secret");
        var other = new AesGcmSecretProtector([SecretKey.FromBytes("k1", new byte[32])]);

        await Assert.ThrowsAsync<SecretUnreadableException>(() => ReadAsync(other, text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("v1.k1")]
    [InlineData("v1.k1.")]
    [InlineData("v1.k1.AAAA")]
    [InlineData("v1.k1.not base64 at all, and long enough to be a text")]
    [InlineData("v2.k1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("v1.k1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.x")]
    public async Task Text_that_was_not_made_by_it_is_refused(string text) =>
        await Assert.ThrowsAsync<SecretUnreadableException>(() => ReadAsync(Protector("k1"), text));

    [Fact]
    public void Neither_a_key_nor_what_was_read_prints_itself()
    {
        Assert.Equal("k1", Some.Key().ToString());
        Assert.Equal("***", new UnprotectedSecret("secret"u8.ToArray(), true).ToString());
        Assert.Equal("""{"Id":"k1"}""", System.Text.Json.JsonSerializer.Serialize(Some.Key()));
        Assert.Equal("""{"Id":"k1"}""", System.Text.Json.JsonSerializer.Serialize(new SecretKeySettings { Id = "k1", Key = "canary" }));
    }

    private static Arbitrary<SecretPlace> Places()
    {
        var part = Gen.Elements("", "a", "|", "a|b", "b", "1", "endpoint", "endpoint|1");
        return (from tenant in part
                from endpointId in Gen.Elements("", "a", "b", "1", "endpoint")
                from name in Gen.Elements("endpoint", "canary")
                from version in Gen.Choose(1, 12)
                select new SecretPlace(tenant, endpointId, name, version)).ToArbitrary();
    }

    private static AesGcmSecretProtector Protector(params string[] ids) => new([.. ids.Select(Some.Key)]);

    private static async Task<string> ProtectAsync(AesGcmSecretProtector protector, string secret) =>
        await protector.ProtectAsync(Encoding.UTF8.GetBytes(secret), Place, Token);

    private static Task<(string Secret, bool IsCurrent)> ReadAsync(AesGcmSecretProtector protector, string text) => ReadAsync(protector, text, Place);

    private static async Task<(string Secret, bool IsCurrent)> ReadAsync(AesGcmSecretProtector protector, string text, SecretPlace place)
    {
        var read = await protector.UnprotectAsync(text, place, Token);
        return (Encoding.UTF8.GetString(read.Value.Span), read.IsCurrent);
    }
}
