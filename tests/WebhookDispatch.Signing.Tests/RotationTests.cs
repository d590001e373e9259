using static WebhookDispatch.Signing.WebhookVerificationResult;

namespace WebhookDispatch.Signing.Tests;

/// <summary>Secrets and schemes change while events flow.</summary>
public sealed class RotationTests
{
    private static readonly WebhookSecret Old = Secrets.Number(1);
    private static readonly WebhookSecret New = Secrets.Number(2);

    [Fact]
    public void While_the_sender_signs_with_both_the_receiver_may_hold_either()
    {
        Assert.All([WebhookScheme.Standard, WebhookScheme.Svix, WebhookScheme.Stripe], scheme =>
        {
            var request = TestRequest.Sign(scheme, New, Old);

            Assert.Equal(Valid, request.VerifyBy(New).Reason);
            Assert.Equal(Valid, request.VerifyBy(Old).Reason);
            Assert.Equal(SignatureMismatch, request.VerifyBy(Secrets.Number(3)).Reason);
        });
    }

    [Fact]
    public void While_the_receiver_holds_both_the_sender_may_sign_with_either()
    {
        Assert.All(Secrets.AllSchemes, scheme =>
        {
            Assert.Equal(Valid, TestRequest.Sign(scheme, New).VerifyBy(New, Old).Reason);
            Assert.Equal(Valid, TestRequest.Sign(scheme, Old).VerifyBy(New, Old).Reason);
            Assert.Equal(SignatureMismatch, TestRequest.Sign(scheme, Secrets.Number(3)).VerifyBy(New, Old).Reason);
        });
    }

    [Fact]
    public void A_dropped_secret_verifies_nothing_more()
    {
        Assert.All(Secrets.AllSchemes, scheme =>
            Assert.Equal(SignatureMismatch, TestRequest.Sign(scheme, Old).VerifyBy(New).Reason));
    }

    [Fact]
    public void During_a_migration_either_scheme_verifies_and_is_named()
    {
        var options = new WebhookVerifierOptions().Accept(WebhookScheme.Standard, New).Accept(WebhookScheme.GitHub, Old);

        var standard = TestRequest.Sign(WebhookScheme.Standard, New).VerifyBy(options);
        var github = TestRequest.Sign(WebhookScheme.GitHub, Old).VerifyBy(options);

        Assert.Equal((Valid, WebhookScheme.Standard), (standard.Reason, standard.Scheme));
        Assert.Equal((Valid, WebhookScheme.GitHub), (github.Reason, github.Scheme));
    }

    [Fact]
    public void A_request_with_both_schemes_verifies_when_one_does()
    {
        var options = new WebhookVerifierOptions().Accept(WebhookScheme.Standard, New).Accept(WebhookScheme.GitHub, Old);
        var standard = TestRequest.Sign(WebhookScheme.Standard, Secrets.Number(3));
        var github = TestRequest.Sign(WebhookScheme.GitHub, Old);

        var verification = new WebhookVerifier(options, new TestClock(TestRequest.Now)).Verify([.. standard.Headers(), .. github.Headers()], TestRequest.SomeBody);

        Assert.Equal((Valid, WebhookScheme.GitHub), (verification.Reason, verification.Scheme));
    }

    [Fact]
    public void Of_several_refusals_the_one_that_got_furthest_is_reported()
    {
        var options = new WebhookVerifierOptions()
            .Accept(WebhookScheme.Slack, New).Accept(WebhookScheme.Standard, New).Accept(WebhookScheme.Standard, Old).Accept(WebhookScheme.GitHub, New);

        var forged = TestRequest.Sign(WebhookScheme.Standard, Secrets.Number(3)).VerifyBy(options);
        var late = TestRequest.Sign(WebhookScheme.Standard, New).VerifyBy(options, TestRequest.Now + 301);
        var nothing = new WebhookVerifier(options).Verify([], []);

        Assert.Equal((SignatureMismatch, WebhookScheme.Standard), (forged.Reason, forged.Scheme));
        Assert.Equal((TimestampTooOld, WebhookScheme.Standard), (late.Reason, late.Scheme));
        Assert.Equal((MissingHeader, WebhookScheme.Slack), (nothing.Reason, nothing.Scheme));
    }
}
