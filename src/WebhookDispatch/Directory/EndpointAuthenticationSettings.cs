namespace WebhookDispatch.Directory;

/// <summary>
/// An endpoint's authentication in configuration: <see cref="UserName"/> and <see cref="Password"/>, or <see cref="Token"/>, or
/// <see cref="TokenUrl"/> with <see cref="ClientId"/> and <see cref="ClientSecret"/>; only one of the three.
/// </summary>
public sealed class EndpointAuthenticationSettings
{
    /// <summary>The user name for Basic; <see langword="null"/> by default.</summary>
    public string? UserName { get; set; }

    /// <summary>The password for Basic; <see langword="null"/> by default. Keep it where secrets are kept.</summary>
    public string? Password { get; set; }

    /// <summary>The token for Bearer; <see langword="null"/> by default. Keep it where secrets are kept.</summary>
    public string? Token { get; set; }

    /// <summary>Where an authorization server issues tokens: an absolute URL; <see langword="null"/> by default.</summary>
    public string? TokenUrl { get; set; }

    /// <summary>The id of the client at the authorization server; <see langword="null"/> by default.</summary>
    public string? ClientId { get; set; }

    /// <summary>The secret of the client; <see langword="null"/> by default. Keep it where secrets are kept.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The scopes to ask for, separated by blanks; <see langword="null"/> by default.</summary>
    public string? Scope { get; set; }

    /// <summary>The <c>audience</c> that some servers want; <see langword="null"/> by default.</summary>
    public string? Audience { get; set; }
}
