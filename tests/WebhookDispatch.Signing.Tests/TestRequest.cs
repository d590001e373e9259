using System.Globalization;

namespace WebhookDispatch.Signing.Tests;

/// <summary>A signed request as its receiver sees it; every part can be changed with <c>with</c>.</summary>
internal sealed record TestRequest(string Id, string Timestamp, string Signature, byte[] Body, WebhookScheme Scheme, WebhookSecret? Secret = null)
{
    public const long Now = 1_700_000_000;

    public static readonly byte[] SomeBody = """{"type":"invoice.paid","data":{"id":42}}"""u8.ToArray();

    public static TestRequest Sign(WebhookScheme scheme, params WebhookSecret[] secrets) =>
        Sign(scheme, "evt_1", Now, SomeBody, secrets);

    public static TestRequest Sign(WebhookScheme scheme, string id, long timestamp, byte[] body, params WebhookSecret[] secrets) =>
        new(id, timestamp.ToString(CultureInfo.InvariantCulture), new WebhookSigner(scheme, secrets).Sign(id, timestamp, body), body, scheme);

    public List<KeyValuePair<string, string>> Headers()
    {
        List<KeyValuePair<string, string>> headers = [new("Content-Type", "application/json"), new(Scheme.SignatureHeader, Signature)];
        if (Scheme.IdHeader is not null)
        {
            headers.Add(new(Scheme.IdHeader, Id));
        }

        if (Scheme.TimestampHeader is not null)
        {
            headers.Add(new(Scheme.TimestampHeader, Timestamp));
        }

        return headers;
    }

    public WebhookVerification VerifyBy(params WebhookSecret[] secrets) => VerifyAt(Now, secrets);

    public WebhookVerification VerifyAt(long now, params WebhookSecret[] secrets) =>
        VerifyBy(new WebhookVerifierOptions().Accept(Scheme, secrets), now);

    public WebhookVerification VerifyBy(WebhookVerifierOptions options, long now = Now) =>
        new WebhookVerifier(options, new TestClock(now)).Verify(Headers(), Body);
}
