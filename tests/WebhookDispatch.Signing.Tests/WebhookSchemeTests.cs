namespace WebhookDispatch.Signing.Tests;

public sealed class WebhookSchemeTests
{
    [Theory]
    [InlineData("standard", "webhook-signature", "webhook-id", "webhook-timestamp", null)]
    [InlineData("svix", "svix-signature", "svix-id", "svix-timestamp", null)]
    [InlineData("github", "X-Hub-Signature-256", "X-GitHub-Delivery", null, "X-GitHub-Event")]
    [InlineData("stripe", "Stripe-Signature", null, null, null)]
    [InlineData("shopify", "X-Shopify-Hmac-Sha256", "X-Shopify-Webhook-Id", null, "X-Shopify-Topic")]
    [InlineData("slack", "X-Slack-Signature", null, "X-Slack-Request-Timestamp", null)]
    [InlineData("zoom", "x-zm-signature", null, "x-zm-request-timestamp", null)]
    [InlineData("hex", "X-Webhook-Signature", null, null, null)]
    public void A_scheme_is_found_by_name_and_names_its_headers(string name, string signature, string? id, string? timestamp, string? type)
    {
        Assert.True(WebhookScheme.TryGet(name.ToUpperInvariant(), out var scheme));

        Assert.Equal(name, scheme.Name);
        Assert.Equal(name, scheme.ToString());
        Assert.Equal(signature, scheme.SignatureHeader);
        Assert.Equal(id, scheme.IdHeader);
        Assert.Equal(timestamp, scheme.TimestampHeader);
        Assert.Equal(type, scheme.TypeHeader);
    }

    [Theory]
    [InlineData("standard", true, true, false, true)]
    [InlineData("svix", true, true, false, true)]
    [InlineData("github", false, false, true, false)]
    [InlineData("stripe", true, false, true, true)]
    [InlineData("shopify", false, false, true, false)]
    [InlineData("slack", true, false, true, false)]
    [InlineData("zoom", true, false, true, false)]
    [InlineData("hex", false, false, true, false)]
    public void A_scheme_says_what_it_protects(string name, bool replay, bool idSigned, bool keyedByText, bool several)
    {
        Assert.True(WebhookScheme.TryGet(name, out var scheme));

        Assert.Equal(replay, scheme.HasReplayProtection);
        Assert.Equal(idSigned, scheme.IsIdSigned);
        Assert.Equal(keyedByText, scheme.IsKeyedByText);
        Assert.Equal(several, scheme.CanCarrySeveralSignatures);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("standard ")]
    [InlineData("md5")]
    [InlineData("hex:")]
    [InlineData("hex:X Acme")]
    [InlineData("hex:X-Acme:sha256 ")]
    [InlineData("hexadecimal:X-Acme")]
    public void An_unknown_name_finds_no_scheme(string? name)
    {
        Assert.False(WebhookScheme.TryGet(name!, out var scheme));
        Assert.Null(scheme);
    }

    [Theory]
    [InlineData("X-Acme-Signature", "", "hex:X-Acme-Signature")]
    [InlineData("X-Acme-Signature", "sha256=", "hex:X-Acme-Signature:sha256=")]
    [InlineData("X-Acme-Signature", "v0:", "hex:X-Acme-Signature:v0:")]
    [InlineData("X-Webhook-Signature", "", "hex")]
    [InlineData("X-Webhook-Signature", "sha256=", "hex:X-Webhook-Signature:sha256=")]
    public void A_hex_header_is_found_again_by_its_name(string header, string prefix, string name)
    {
        var scheme = WebhookScheme.HexHeader(header, prefix);

        Assert.Equal(name, scheme.Name);
        Assert.Equal(header, scheme.SignatureHeader);
        Assert.True(WebhookScheme.TryGet(name, out var found));
        Assert.Equal(scheme, found);
    }

    [Fact]
    public void The_hex_scheme_is_the_hex_header_of_its_name()
    {
        Assert.Equal(WebhookScheme.Hex, WebhookScheme.HexHeader("X-Webhook-Signature"));
        Assert.NotEqual(WebhookScheme.Hex, WebhookScheme.HexHeader("X-Webhook-Signature", "sha256="));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("X Acme", "")]
    [InlineData("X-Acme:", "")]
    [InlineData("X-Acmé", "")]
    [InlineData("X-Acme\r\n", "")]
    [InlineData("X-Acme", "sha 256=")]
    [InlineData("X-Acme", "sha256=\n")]
    [InlineData("X-Acme", "é")]
    [InlineData("X-Acme", "123456789012345678901234567890123")]
    public void A_hex_header_that_cannot_be_sent_is_refused(string header, string prefix)
    {
        Assert.Throws<ArgumentException>(() => WebhookScheme.HexHeader(header, prefix));
    }

    [Fact]
    public void A_hex_header_signs_with_its_prefix()
    {
        var signature = new WebhookSigner(WebhookScheme.HexHeader("X-Acme", "sha256="), WebhookSecret.FromText("generic-secret")).Sign("evt_1", 1, """{"hello":"world"}"""u8);

        Assert.Equal("sha256=9858e8fea916b4f991c984891b199af820f78dd387b5c596a48934a46b5d279a", signature);
    }
}
