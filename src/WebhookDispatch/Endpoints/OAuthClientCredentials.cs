using WebhookDispatch.Signing;

namespace WebhookDispatch.Endpoints;

/// <summary>
/// A token that an authorization server issues for client credentials (RFC 6749 section 4.4), kept in memory until shortly before it
/// expires and fetched anew, once, when the receiver answers 401. Without a token nothing is sent: the attempt is
/// <c>misconfigured</c>, and a published event's delivery waits without having spent it.
/// </summary>
public sealed record OAuthClientCredentials : EndpointAuthentication
{
    /// <summary>Where tokens are issued: an absolute URL under the same rules as the endpoint's own, the address guard included.</summary>
    public required Uri TokenUrl { get; init; }

    /// <summary>The client's id. Sent with the secret by HTTP Basic, which every authorization server has to accept (RFC 6749 section 2.3.1).</summary>
    public required string ClientId { get; init; }

    /// <summary>The client's secret; make it with <see cref="WebhookSecret.FromText"/>.</summary>
    public required WebhookSecret ClientSecret { get; init; }

    /// <summary>The scopes to ask for, separated by blanks; <see langword="null"/>, the default, asks for none.</summary>
    public string? Scope { get; init; }

    /// <summary>The <c>audience</c> parameter that some servers want; <see langword="null"/>, the default, sends none.</summary>
    public string? Audience { get; init; }
}
