namespace WebhookDispatch.Signing.Tests.Vectors;

/// <summary>Every case of signing.json that this package does not support, so that none is dropped unseen.</summary>
internal static class UnsupportedCases
{
    public static readonly string[] Names =
    [
        // Ed25519 (v1a, whsk_, whpk_): .NET 10 has no Ed25519 and no kept library for it can be referenced.
        "sw-ed25519-golden-private",
        "sw-ed25519-golden-public",
        "sw-neg-alg-confusion-pubkey-as-hmac",
        "sw-neg-v1a-63-bytes",
        "sw-neg-v1a-other-key",
        "sw-neg-v1a-prehashed",

        // Twilio: HMAC-SHA1 over a rebuilt URL and sorted form fields.
        "twilio-golden",
        "twilio-duplicates",
        "twilio-http-port-1234",
        "twilio-https-port-443",
        "twilio-json-body-sha256",
        "twilio-http-port-80",

        // Square: signs the URL as well.
        "square-golden",
        "square-escaped",
        "square-neg-url-mismatch",
        "square-neg-url-body-shift",

        // Paddle: another delimiter, and a tolerance of 5 seconds.
        "paddle-multi-h1",
        "paddle-golden",
        "paddle-golden-2",
        "paddle-neg-comma-separator",

        // HTTP Message Signatures (RFC 9421): structured fields and signed headers; the negative cases are described, not materialised.
        "rfc9421-b25-hmac",
        "rfc9421-b26-ed25519",
        "rfc9421-b21-rsa-pss-minimal",
        "rfc9421-b23-rsa-pss-full",
        "rfc9421-b24-ecdsa-response",
        "rfc9421-b22-rsa-pss-selective",
        "rfc9421-neg-input-without-signature",
        "rfc9421-neg-content-digest-not-covered",
        "rfc9421-neg-content-digest-absent",
        "rfc9421-neg-content-digest-mismatch",
        "rfc9421-neg-content-digest-one-of-two-wrong",
        "rfc9421-neg-created-future",
        "rfc9421-neg-created-old",
        "rfc9421-neg-unknown-keyid",
        "rfc9421-neg-alg-mismatch",
        "rfc9421-neg-alg-none",
        "rfc9421-neg-unknown-derived",
        "rfc9421-neg-unknown-parameter-on-component",
        "rfc9421-neg-bs-and-sf",
        "rfc9421-neg-field-missing",
        "rfc9421-neg-at-header-smuggling",
        "rfc9421-neg-newline-in-value",
        "rfc9421-neg-method-changed",
        "rfc9421-neg-query-changed",
        "rfc9421-neg-host-changed",
        "rfc9421-neg-nonce-replayed",
    ];
}
