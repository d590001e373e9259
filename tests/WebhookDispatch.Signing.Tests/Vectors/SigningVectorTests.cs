using System.Globalization;

namespace WebhookDispatch.Signing.Tests.Vectors;

public sealed class SigningVectorTests
{
    private const string RefusedAtConstruction = "github-neg-empty-secret";

    public static TheoryData<string> PositiveNames => Names(VectorFile.Positive, item => item.IsSupported && !item.IsRawHmac);

    public static TheoryData<string> NegativeNames => Names(VectorFile.Negative, item => item.IsSupported && item.Name != RefusedAtConstruction);

    public static TheoryData<string> RawNames => Names(VectorFile.Positive, item => item.IsRawHmac);

    [Theory]
    [MemberData(nameof(PositiveNames))]
    public void A_published_request_verifies(string name)
    {
        var item = VectorFile.Find(name);

        var verification = item.Verify();

        Assert.Equal(WebhookVerificationResult.Valid, verification.Reason);
        Assert.True(verification.IsValid);
        Assert.Equal(item.Scheme, verification.Scheme);
    }

    [Theory]
    [MemberData(nameof(PositiveNames))]
    public void The_signer_writes_what_the_publisher_published(string name)
    {
        var item = VectorFile.Find(name);
        if (name == "sw-golden-3")
        {
            Assert.Throws<ArgumentException>(() => new WebhookSigner(item.Scheme!, item.Secrets()));
            return;
        }

        var verification = item.Verify();
        var timestamp = verification.Timestamp?.ToUnixTimeSeconds() ?? item.Now;
        var signed = new WebhookSigner(item.Scheme!, item.Secrets()).Sign(verification.Id ?? "evt_1", timestamp, item.Body);

        var published = item.Headers.Single(header => header.Key.EndsWith("signature", StringComparison.OrdinalIgnoreCase)
            || header.Key is "X-Hub-Signature-256" or "X-Shopify-Hmac-Sha256").Value;
        char[] separators = item.Scheme!.CanCarrySeveralSignatures ? [' ', ','] : [];
        Assert.Subset(published.Split(separators).ToHashSet(StringComparer.Ordinal), signed.Split(separators).ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(NegativeNames))]
    public void A_bad_request_is_refused_for_its_own_reason(string name)
    {
        var item = VectorFile.Find(name);
        var expected = item.Reason is null ? ProviderReasons.ByName[name] : Enum.Parse<WebhookVerificationResult>(item.Reason);

        var verification = item.Verify();

        Assert.Equal(expected, verification.Reason);
        Assert.False(verification.IsValid);
    }

    [Fact]
    public void An_empty_secret_is_refused_before_any_request()
    {
        var item = VectorFile.Find(RefusedAtConstruction);

        var refusal = Assert.Throws<WebhookSecretException>(() => item.Secrets());

        Assert.Equal(WebhookSecretError.Empty, refusal.Error);
    }

    [Theory]
    [MemberData(nameof(RawNames))]
    public void The_mac_is_the_one_of_RFC_4231(string name)
    {
        var item = VectorFile.Find(name);
        var mac = new byte[32];
        var keyed = new KeyedMac(item.Key);

        keyed.Compute([], item.Body, mac);
        Assert.Equal(item.Mac, Convert.ToHexStringLower(mac));

        keyed.Compute(item.Body.AsSpan(0, 3), item.Body.AsSpan(3), mac);
        Assert.Equal(item.Mac, Convert.ToHexStringLower(mac));
    }

    [Fact]
    public void The_unsupported_cases_are_exactly_the_listed_ones()
    {
        var unsupported = VectorFile.Positive.Concat(VectorFile.Negative).Where(item => !item.IsSupported).Select(item => item.Name);

        Assert.Equal(UnsupportedCases.Names.Order(StringComparer.Ordinal), unsupported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_supported_kind_has_positive_and_negative_cases()
    {
        string[] kinds = ["standard-webhooks", "svix", "github", "stripe", "shopify", "slack"];

        Assert.All(kinds, kind =>
        {
            Assert.Contains(VectorFile.Positive, item => item.SchemeName == kind);
            Assert.Contains(VectorFile.Negative, item => item.SchemeName == kind);
        });
        Assert.True(PositiveNames.Count > 25, PositiveNames.Count.ToString(CultureInfo.InvariantCulture));
        Assert.True(NegativeNames.Count > 100, NegativeNames.Count.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Every_Ed25519_key_is_refused_by_its_kind()
    {
        var keys = VectorFile.Positive.Concat(VectorFile.Negative).Where(item => item.UsesEd25519Key).SelectMany(item => item.SecretTexts);

        Assert.All(keys, key =>
        {
            Assert.False(WebhookSecret.TryParseForVerification(key, out _, out var error));
            Assert.Equal(WebhookSecretError.UnsupportedKeyType, error);
        });
    }

    private static TheoryData<string> Names(IEnumerable<SigningCase> cases, Func<SigningCase, bool> wanted) =>
        [.. cases.Where(wanted).Select(item => item.Name)];
}
