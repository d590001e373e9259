using WebhookDispatch.Signing;

namespace WebhookDispatch.Endpoints;

/// <summary>A token that does not change, in every attempt (RFC 6750).</summary>
/// <param name="Token">The token; make it with <see cref="WebhookSecret.FromText"/>. Visible ASCII without blanks, at most 8,000 characters.</param>
public sealed record BearerAuthentication(WebhookSecret Token) : EndpointAuthentication;
