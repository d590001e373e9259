using WebhookDispatch.Signing;

namespace WebhookDispatch.Endpoints;

/// <summary>User name and password in every attempt (RFC 7617), in UTF-8.</summary>
/// <param name="UserName">The user name: without colon and control characters, which the header cannot carry.</param>
/// <param name="Password">The password; make it with <see cref="WebhookSecret.FromText"/>. No control characters.</param>
public sealed record BasicAuthentication(string UserName, WebhookSecret Password) : EndpointAuthentication;
