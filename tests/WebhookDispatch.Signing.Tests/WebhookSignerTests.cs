using System.Globalization;

namespace WebhookDispatch.Signing.Tests;

public sealed class WebhookSignerTests
{
    [Fact]
    public void The_golden_event_gets_the_golden_signature()
    {
        var signer = new WebhookSigner(WebhookScheme.Standard, Secrets.Golden);

        var signature = signer.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8);

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
        Assert.Equal(WebhookScheme.Standard, signer.Scheme);
    }

    [Fact]
    public void Every_secret_signs_current_first_where_the_header_holds_several()
    {
        var secrets = Enumerable.Range(1, 10).Select(Secrets.Number).ToArray();

        var each = secrets.Select(secret => TestRequest.Sign(WebhookScheme.Standard, secret).Signature);
        Assert.Equal(string.Join(' ', each), TestRequest.Sign(WebhookScheme.Standard, secrets).Signature);

        var stripe = secrets.Select(secret => TestRequest.Sign(WebhookScheme.Stripe, secret).Signature.Split(',')[1]);
        Assert.Equal("t=1700000000," + string.Join(',', stripe), TestRequest.Sign(WebhookScheme.Stripe, secrets).Signature);
    }

    [Theory]
    [InlineData("github")]
    [InlineData("shopify")]
    [InlineData("slack")]
    [InlineData("hex")]
    public void Only_the_current_secret_signs_where_the_header_holds_one(string name)
    {
        WebhookScheme.TryGet(name, out var scheme);

        Assert.Equal(
            TestRequest.Sign(scheme!, Secrets.Number(1)).Signature,
            TestRequest.Sign(scheme!, Secrets.Number(1), Secrets.Number(2)).Signature);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("a\r\nx: y")]
    [InlineData("a\0")]
    [InlineData("a\u007f")]
    [InlineData("é")]
    public void An_id_that_could_be_read_two_ways_is_refused_in_every_scheme(string id)
    {
        Assert.All(Secrets.AllSchemes, scheme =>
            Assert.Throws<ArgumentException>(nameof(id), () => new WebhookSigner(scheme, Secrets.Golden).Sign(id, 1, [])));
    }

    [Fact]
    public void An_id_has_at_most_256_characters()
    {
        var signer = new WebhookSigner(WebhookScheme.Standard, Secrets.Golden);

        Assert.NotEmpty(signer.Sign(new string('m', 256), 253402300799, []));
        Assert.Throws<ArgumentException>("id", () => signer.Sign(new string('m', 257), 1, []));
        Assert.Throws<ArgumentNullException>("id", () => signer.Sign(null!, 1, []));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(253402300800)]
    public void A_timestamp_outside_the_calendar_is_refused(long timestamp)
    {
        Assert.All(Secrets.AllSchemes, scheme =>
            Assert.Throws<ArgumentOutOfRangeException>(nameof(timestamp), () => new WebhookSigner(scheme, Secrets.Golden).Sign("evt_1", timestamp, [])));
    }

    [Fact]
    public void A_signer_needs_1_to_10_secrets()
    {
        var eleven = Enumerable.Range(1, 11).Select(Secrets.Number).ToArray();

        Assert.Throws<ArgumentException>("secrets", () => new WebhookSigner(WebhookScheme.Standard));
        Assert.Contains("11 secrets", Assert.Throws<ArgumentException>("secrets", () => new WebhookSigner(WebhookScheme.GitHub, eleven)).Message, StringComparison.Ordinal);
        Assert.Contains("Secret 2", Assert.Throws<ArgumentException>("secrets", () => new WebhookSigner(WebhookScheme.GitHub, Secrets.Golden, null!)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("scheme", () => new WebhookSigner(null!, Secrets.Golden));
    }

    [Fact]
    public void A_secret_that_only_a_verifier_may_hold_does_not_sign()
    {
        var svixDocs = WebhookSecret.ParseForVerification("whsec_plJ3nmyCDGBKInavdOK15jsl");

        var refusal = Assert.Throws<ArgumentException>("secrets", () => new WebhookSigner(WebhookScheme.Standard, Secrets.Golden, svixDocs));

        Assert.Contains("Secret 2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("24 to 64 bytes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whsec_text_is_literal_for_Stripe_and_decoded_for_Standard_Webhooks()
    {
        var parsed = TestRequest.Sign(WebhookScheme.Stripe, Secrets.Golden);

        Assert.Equal(parsed.Signature, TestRequest.Sign(WebhookScheme.Stripe, WebhookSecret.FromText(Secrets.GoldenText)).Signature);
        Assert.Throws<ArgumentException>(() => TestRequest.Sign(WebhookScheme.Standard, WebhookSecret.FromText(Secrets.GoldenText)));
    }

    [Fact]
    public void Many_threads_share_one_signer()
    {
        var signer = new WebhookSigner(WebhookScheme.Standard, Secrets.Golden, Secrets.Number(1));
        var bodies = Enumerable.Range(0, 2000).Select(i => new byte[i]).ToArray();
        var expected = bodies.Select((body, i) => new WebhookSigner(WebhookScheme.Standard, Secrets.Golden, Secrets.Number(1)).Sign(Id(i), i + 1, body)).ToArray();
        var signed = new string[bodies.Length];

        Parallel.For(0, bodies.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => signed[i] = signer.Sign(Id(i), i + 1, bodies[i]));

        Assert.Equal(expected, signed);

        static string Id(int i) => "evt_" + i.ToString(CultureInfo.InvariantCulture);
    }
}
