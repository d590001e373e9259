using WebhookDispatch.Signing;

namespace WebhookDispatch.Endpoints;

/// <summary>A signing secret of an endpoint and, while it is being rotated out, the instant from which it no longer signs.</summary>
/// <param name="Value">The secret.</param>
/// <param name="ExpiresAt">Attempts from this instant on are not signed with it. <see langword="null"/>, the default: it does not expire.</param>
public sealed record EndpointSecret(WebhookSecret Value, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>A secret that does not expire.</summary>
    /// <param name="secret">The secret.</param>
    public static implicit operator EndpointSecret(WebhookSecret secret) => FromWebhookSecret(secret);

    /// <summary>A secret that does not expire.</summary>
    /// <param name="secret">The secret.</param>
    public static EndpointSecret FromWebhookSecret(WebhookSecret secret) => new(secret);

    internal bool SignsAt(DateTimeOffset now) => ExpiresAt is not { } expiry || now < expiry;
}
