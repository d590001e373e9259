namespace WebhookDispatch.Signing.Tests;

/// <summary>The C# printed in docs/signing.md runs as printed.</summary>
public sealed class DocumentedUsageTests
{
    [Fact]
    public void What_the_documented_lines_sign_the_documented_lines_verify()
    {
        var body = TestRequest.SomeBody;
        var unixSeconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        // begin sign
        var secret = WebhookSecret.Generate();                          // secret.Reveal() is the only way to its text: show it once
        var signer = new WebhookSigner(WebhookScheme.Standard, secret); // keep one per endpoint
        var header = signer.Sign("evt_1", unixSeconds, body);           // "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        // end sign

        var headers = new TestRequest("evt_1", $"{unixSeconds}", header, body, WebhookScheme.Standard).Headers();

        // begin verify
        var verifier = new WebhookVerifier(WebhookScheme.Standard, secret);
        var verification = verifier.Verify(headers, body); // never throws for what a request holds
        if (!verification.IsValid)
        {
            Refuse(verification.Reason); // answer 401, log the reason
        }
        // end verify

        Assert.True(verification.IsValid);
    }

    private static void Refuse(WebhookVerificationResult reason) => Assert.Fail($"The documented lines refuse their own signature: {reason}.");
}
