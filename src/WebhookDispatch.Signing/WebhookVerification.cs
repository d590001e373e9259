namespace WebhookDispatch.Signing;

/// <summary>The answer of a <see cref="WebhookVerifier"/>. <c>default</c> is a refusal.</summary>
public readonly record struct WebhookVerification
{
    internal WebhookVerification(WebhookVerificationResult reason, WebhookScheme scheme, string? id = null, DateTimeOffset? timestamp = null)
    {
        Reason = reason;
        Scheme = scheme;
        Id = id;
        Timestamp = timestamp;
    }

    /// <summary>Whether the body is authentic and in time. Nothing of the request may be used when it is not.</summary>
    public bool IsValid => Reason == WebhookVerificationResult.Valid;

    /// <summary>The outcome; with several schemes, of the one whose checks got furthest.</summary>
    public WebhookVerificationResult Reason { get; }

    /// <summary>
    /// The value of <see cref="WebhookScheme.IdHeader"/>; <see langword="null"/> unless a signature matched. The key to deduplicate by, for at
    /// least twice the tolerance. Only as trustworthy as <see cref="WebhookScheme.IsIdSigned"/> says.
    /// </summary>
    public string? Id { get; }

    /// <summary>The signed time of the attempt; <see langword="null"/> unless a signature matched and the scheme signs a timestamp.</summary>
    public DateTimeOffset? Timestamp { get; }

    /// <summary>The scheme that gave <see cref="Reason"/>; <see langword="null"/> only for <c>default</c>.</summary>
    public WebhookScheme? Scheme { get; }
}
