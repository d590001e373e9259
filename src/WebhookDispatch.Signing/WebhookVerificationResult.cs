namespace WebhookDispatch.Signing;

/// <summary>
/// What became of a verification, in the order of the checks: a later value means that the request got further. For logs and metrics;
/// answer every refusal alike (401), so that a forger learns nothing.
/// </summary>
public enum WebhookVerificationResult
{
    /// <summary>Nothing was verified. The value of <c>default</c>, never returned by a verifier.</summary>
    NotVerified,

    /// <summary>A header of the scheme is absent or empty, or the headers come from two families.</summary>
    MissingHeader,

    /// <summary>A header of the scheme stands on several lines.</summary>
    DuplicateHeader,

    /// <summary>The id is not 1 to 256 characters of 0x21 to 0x7E without a dot.</summary>
    MalformedId,

    /// <summary>The timestamp is not a positive integer without sign, space or leading zero, up to the year 9999.</summary>
    MalformedTimestamp,

    /// <summary>The signature header is over 8192 characters, holds something other than printable ASCII, more than 64 entries, or not exactly one timestamp where it carries one.</summary>
    MalformedSignatureHeader,

    /// <summary>The body is longer than <see cref="WebhookVerifierOptions.MaxBodyBytes"/>.</summary>
    BodyTooLarge,

    /// <summary>No entry of the signature header is of a version this scheme knows.</summary>
    NoSupportedSignature,

    /// <summary>No signature fits any secret: a wrong secret, a changed body, or a forgery.</summary>
    SignatureMismatch,

    /// <summary>Authentic, but signed longer ago than <see cref="WebhookVerifierOptions.Tolerance"/>: a replay, a slow queue, or a wrong clock.</summary>
    TimestampTooOld,

    /// <summary>Authentic, but signed further in the future than <see cref="WebhookVerifierOptions.Tolerance"/>: a wrong clock.</summary>
    TimestampTooNew,

    /// <summary>Authentic and in time.</summary>
    Valid,
}
