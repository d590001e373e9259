namespace WebhookDispatch.Endpoints;

/// <summary>
/// What an attempt shows the receiver in <c>Authorization</c>, beside the signature: <see cref="BasicAuthentication"/>,
/// <see cref="BearerAuthentication"/> or <see cref="OAuthClientCredentials"/>. Never sent over plain http to another machine.
/// </summary>
public abstract record EndpointAuthentication
{
    private protected EndpointAuthentication()
    {
    }

    /// <summary>The kind only: names and secrets may not be logged.</summary>
    public sealed override string ToString() => GetType().Name;
}
