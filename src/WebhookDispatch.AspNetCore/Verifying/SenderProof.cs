using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>What is known of a sender. Nothing of the request may be used unless it is valid.</summary>
internal readonly record struct SenderProof(WebhookVerificationResult Reason)
{
    public bool IsValid => Reason == WebhookVerificationResult.Valid;

    public WebhookScheme? Scheme { get; init; }

    public string? Id { get; init; }

    public string? Type { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The first secret that was tried, for senders that want an answer signed with it.</summary>
    public WebhookSecret? Secret { get; init; }

    /// <summary>Whether there was no key to verify with: whoever this claims to be is not known here.</summary>
    public bool IsUnknownSender { get; init; }

    public static SenderProof Of(WebhookVerification verification, WebhookSecret secret) => new(verification.Reason)
    {
        Secret = secret,
        Scheme = verification.Scheme,
        Id = verification.Id,
        Timestamp = verification.Timestamp,
    };
}
