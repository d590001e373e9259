using static WebhookDispatch.Signing.WebhookVerificationResult;

namespace WebhookDispatch.Signing.Tests;

public sealed class WebhookVerifierTests
{
    private static readonly WebhookSecret Secret = Secrets.Golden;

    [Fact]
    public void A_valid_request_tells_who_when_and_how()
    {
        var verification = TestRequest.Sign(WebhookScheme.Standard, Secret).VerifyBy(Secret);

        Assert.True(verification.IsValid);
        Assert.Equal("evt_1", verification.Id);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(TestRequest.Now), verification.Timestamp);
        Assert.Equal(WebhookScheme.Standard, verification.Scheme);
    }

    [Fact]
    public void A_refused_request_tells_nothing_that_is_not_authentic()
    {
        var forged = TestRequest.Sign(WebhookScheme.Standard, Secrets.Number(1)).VerifyBy(Secret);
        var old = TestRequest.Sign(WebhookScheme.Standard, Secret).VerifyAt(TestRequest.Now + 301, Secret);

        Assert.Equal((SignatureMismatch, null, null), (forged.Reason, forged.Id, forged.Timestamp));
        Assert.Equal((TimestampTooOld, "evt_1"), (old.Reason, old.Id));
        Assert.False(old.IsValid);
    }

    [Fact]
    public void The_default_verification_is_a_refusal()
    {
        Assert.False(default(WebhookVerification).IsValid);
        Assert.Equal(NotVerified, default(WebhookVerification).Reason);
    }

    [Theory]
    [InlineData(300, Valid)]
    [InlineData(301, TimestampTooOld)]
    [InlineData(-300, Valid)]
    [InlineData(-301, TimestampTooNew)]
    public void The_edge_of_the_default_tolerance_is_inside(int late, WebhookVerificationResult expected)
    {
        Assert.All([WebhookScheme.Standard, WebhookScheme.Stripe, WebhookScheme.Slack], scheme =>
            Assert.Equal(expected, TestRequest.Sign(scheme, Secret).VerifyAt(TestRequest.Now + late, Secret).Reason));
    }

    [Fact]
    public void A_fraction_of_a_second_does_not_move_the_edge()
    {
        var request = TestRequest.Sign(WebhookScheme.Standard, Secret);
        var verifier = new WebhookVerifier(new WebhookVerifierOptions().Accept(WebhookScheme.Standard, Secret), new TestClock(TestRequest.Now + 300, 999));

        Assert.True(verifier.Verify(request.Headers(), request.Body).IsValid);
    }

    [Fact]
    public void The_tolerance_is_as_configured()
    {
        var options = new WebhookVerifierOptions { Tolerance = TimeSpan.FromSeconds(10) }.Accept(WebhookScheme.Standard, Secret);
        var request = TestRequest.Sign(WebhookScheme.Standard, Secret);

        Assert.Equal(Valid, request.VerifyBy(options, TestRequest.Now + 10).Reason);
        Assert.Equal(TimestampTooOld, request.VerifyBy(options, TestRequest.Now + 11).Reason);
        Assert.Equal(TimestampTooNew, request.VerifyBy(options, TestRequest.Now - 11).Reason);
    }

    [Fact]
    public void The_tolerance_is_over_zero_and_at_most_an_hour()
    {
        var options = new WebhookVerifierOptions();

        Assert.Equal(TimeSpan.FromMinutes(5), options.Tolerance);
        options.Tolerance = TimeSpan.FromHours(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.Tolerance = TimeSpan.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.Tolerance = TimeSpan.FromHours(1) + TimeSpan.FromTicks(1));
    }

    [Fact]
    public void A_body_over_the_cap_is_refused_before_it_is_hashed()
    {
        var options = new WebhookVerifierOptions { MaxBodyBytes = 100 }.Accept(WebhookScheme.Standard, Secret);

        Assert.Equal(Valid, TestRequest.Sign(WebhookScheme.Standard, "evt_1", TestRequest.Now, new byte[100], Secret).VerifyBy(options).Reason);
        Assert.Equal(BodyTooLarge, TestRequest.Sign(WebhookScheme.Standard, "evt_1", TestRequest.Now, new byte[101], Secret).VerifyBy(options).Reason);
        Assert.Equal(1024 * 1024, new WebhookVerifierOptions().MaxBodyBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxBodyBytes = 0);
    }

    [Fact]
    public void Options_changed_later_do_not_change_a_verifier()
    {
        var options = new WebhookVerifierOptions().Accept(WebhookScheme.Standard, Secret);
        var verifier = new WebhookVerifier(options, new TestClock(TestRequest.Now));
        options.MaxBodyBytes = 1;
        options.Accept(WebhookScheme.GitHub, Secret);
        var standard = TestRequest.Sign(WebhookScheme.Standard, Secret);
        var github = TestRequest.Sign(WebhookScheme.GitHub, Secret);

        Assert.Equal(Valid, verifier.Verify(standard.Headers(), standard.Body).Reason);
        Assert.Equal(MissingHeader, verifier.Verify(github.Headers(), github.Body).Reason);
    }

    [Fact]
    public void A_verifier_without_a_secret_cannot_be_made()
    {
        var eleven = Enumerable.Range(1, 11).Select(Secrets.Number).ToArray();

        Assert.Throws<ArgumentException>("options", () => new WebhookVerifier(new WebhookVerifierOptions()));
        Assert.Throws<ArgumentException>("secrets", () => new WebhookVerifier(WebhookScheme.Standard));
        Assert.Throws<ArgumentException>("secrets", () => new WebhookVerifierOptions().Accept(WebhookScheme.GitHub, eleven));
        Assert.Throws<ArgumentException>("secrets", () => new WebhookVerifier(WebhookScheme.Standard, WebhookSecret.FromText("text")));
        Assert.Throws<ArgumentNullException>("options", () => new WebhookVerifier((WebhookVerifierOptions)null!));
        Assert.Throws<ArgumentNullException>("scheme", () => new WebhookVerifierOptions().Accept(null!, Secret));
    }

    [Fact]
    public void A_verifier_made_from_a_scheme_reads_the_system_clock()
    {
        var verifier = new WebhookVerifier(WebhookScheme.Standard, Secret);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var fresh = TestRequest.Sign(WebhookScheme.Standard, "evt_1", now, [], Secret);
        var stale = TestRequest.Sign(WebhookScheme.Standard, "evt_1", now - 310, [], Secret);

        Assert.Equal(Valid, verifier.Verify(fresh.Headers(), []).Reason);
        Assert.Equal(TimestampTooOld, verifier.Verify(stale.Headers(), []).Reason);
    }

    [Fact]
    public void More_than_64_signatures_are_not_tried()
    {
        var request = TestRequest.Sign(WebhookScheme.Standard, Secret);
        string Padded(int others) => string.Concat(Enumerable.Repeat("v9,x  ", others)) + request.Signature;

        Assert.Equal(Valid, (request with { Signature = Padded(63) }).VerifyBy(Secret).Reason);
        Assert.Equal(MalformedSignatureHeader, (request with { Signature = Padded(64) }).VerifyBy(Secret).Reason);
    }

    [Fact]
    public void A_signature_header_has_at_most_8192_characters()
    {
        var request = TestRequest.Sign(WebhookScheme.Standard, Secret);

        Assert.Equal(Valid, (request with { Signature = request.Signature.PadLeft(8192) }).VerifyBy(Secret).Reason);
        Assert.Equal(MalformedSignatureHeader, (request with { Signature = request.Signature.PadLeft(8193) }).VerifyBy(Secret).Reason);
    }

    [Fact]
    public void Several_faults_are_reported_in_the_order_of_the_checks()
    {
        var request = TestRequest.Sign(WebhookScheme.Standard, Secrets.Number(1)) with { Id = "a.b", Timestamp = "x", Signature = "\t" };
        var options = new WebhookVerifierOptions { MaxBodyBytes = 1 }.Accept(WebhookScheme.Standard, Secret);

        Assert.Equal(MalformedId, request.VerifyBy(options).Reason);
        request = request with { Id = "ab" };
        Assert.Equal(MalformedTimestamp, request.VerifyBy(options).Reason);
        request = request with { Timestamp = "1" };
        Assert.Equal(MalformedSignatureHeader, request.VerifyBy(options).Reason);
        request = request with { Signature = "v2,x" };
        Assert.Equal(BodyTooLarge, request.VerifyBy(options).Reason);
        request = request with { Body = [] };
        Assert.Equal(NoSupportedSignature, request.VerifyBy(options).Reason);
        request = request with { Signature = "v1,x" };
        Assert.Equal(SignatureMismatch, request.VerifyBy(options).Reason);
    }

    [Fact]
    public void An_unsigned_id_is_reported_when_it_is_plain_and_left_out_when_it_is_not()
    {
        var request = TestRequest.Sign(WebhookScheme.GitHub, Secret);

        Assert.Equal("evt_1", request.VerifyBy(Secret).Id);
        Assert.Null(request.VerifyBy(Secret).Timestamp);
        Assert.Equal((Valid, null), Outcome((request with { Id = "not plain" }).VerifyBy(Secret)));
        Assert.Equal((Valid, null), Outcome(Verify(request.Headers().Append(new("x-github-delivery", "evt_2")))));

        static (WebhookVerificationResult, string?) Outcome(WebhookVerification verification) => (verification.Reason, verification.Id);
        WebhookVerification Verify(IEnumerable<KeyValuePair<string, string>> headers) => new WebhookVerifier(WebhookScheme.GitHub, Secret).Verify(headers, request.Body);
    }
}
