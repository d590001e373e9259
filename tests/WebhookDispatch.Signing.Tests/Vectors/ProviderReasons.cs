using static WebhookDispatch.Signing.WebhookVerificationResult;

namespace WebhookDispatch.Signing.Tests.Vectors;

/// <summary>The provider cases of signing.json name no reason of ours; these are ours, one by one.</summary>
internal static class ProviderReasons
{
    public static readonly Dictionary<string, WebhookVerificationResult> ByName = new(StringComparer.Ordinal)
    {
        ["github-neg-missing"] = MissingHeader,
        ["github-neg-empty"] = MissingHeader,
        ["github-neg-no-prefix"] = NoSupportedSignature,
        ["github-neg-md5-alg-from-header"] = NoSupportedSignature,
        ["github-neg-wrong-prefix-right-mac"] = NoSupportedSignature,
        ["github-neg-prefix-only"] = SignatureMismatch,
        ["github-neg-duplicate"] = DuplicateHeader,
        ["github-neg-body-changed"] = SignatureMismatch,
        ["stripe-neg-missing"] = MissingHeader,
        ["stripe-neg-garbage"] = MalformedSignatureHeader,
        ["stripe-neg-empty-t"] = MalformedTimestamp,
        ["stripe-neg-commas"] = MalformedSignatureHeader,
        ["stripe-neg-old"] = TimestampTooOld,
        ["stripe-neg-two-t"] = MalformedSignatureHeader,
        ["stripe-neg-t-not-int"] = MalformedTimestamp,
        ["stripe-neg-upper-hex"] = SignatureMismatch,
        ["shopify-neg-noncanonical"] = SignatureMismatch,
        ["shopify-neg-empty"] = MissingHeader,
        ["slack-neg-missing-sig"] = MissingHeader,
        ["slack-neg-body"] = SignatureMismatch,
        ["slack-neg-old"] = TimestampTooOld,
        ["slack-neg-ts-not-int"] = MalformedTimestamp,
    };
}
