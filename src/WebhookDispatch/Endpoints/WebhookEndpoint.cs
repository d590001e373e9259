using WebhookDispatch.Signing;

namespace WebhookDispatch.Endpoints;

/// <summary>Who listens: where events are sent and how they are signed. Immutable; change one with <c>with</c>.</summary>
/// <example><code>
/// var billing = new WebhookEndpoint
/// {
///     Id = "billing",
///     Url = new Uri("https://acme.example/hooks"),
///     Secrets = [WebhookSecret.Parse(configuration["Acme:WebhookSecret"]!)],
/// };
/// </code></example>
public sealed record WebhookEndpoint
{
    /// <summary>Names the endpoint in options, logs and dead letters. 1 to 128 of <c>A-Z a-z 0-9 _ - :</c>. The circuit breaker is kept by it.</summary>
    public required string Id { get; init; }

    /// <summary>Where to POST: absolute, <c>https</c> unless the egress options allow <c>http</c>, without user, password or fragment.</summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// The secrets that sign, current first, at most 10. Every one that has not expired signs each attempt where the scheme's
    /// header can carry several signatures; elsewhere the first one does. May not be empty.
    /// </summary>
    public IReadOnlyList<EndpointSecret> Secrets { get; init; } = [];

    /// <summary>How attempts are signed. By default <see cref="WebhookScheme.Standard"/>; with several, each adds its headers.</summary>
    public IReadOnlyList<WebhookScheme> Schemes { get; init; } = [WebhookScheme.Standard];

    /// <summary>Which events <c>PublishAsync</c> sends here: exact types, <c>prefix.*</c>, or <c>**</c>, the default, for all. <c>SendAsync</c> does not look at it.</summary>
    public IReadOnlyList<string> EventTypes { get; init; } = [EventTypeFilter.All];

    /// <summary>Headers added to every attempt. Names the library or HTTP itself sets are refused; values are visible ASCII.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What attempts show in <c>Authorization</c>: Basic, Bearer or OAuth 2 client credentials. <see langword="null"/>, the default: nothing.</summary>
    public EndpointAuthentication? Authentication { get; init; }

    /// <summary>A private authority, pinned certificates or a client certificate. <see langword="null"/>, the default: the system's roots and no client certificate.</summary>
    public EndpointTls? Tls { get; init; }

    /// <summary>The tenant whose events it gets. Empty, the default, where there is only one; otherwise at most 128 characters.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>Whether events are published to it and sent. Deliveries of a disabled endpoint wait until it is enabled. <see langword="true"/> by default.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Why it was disabled; <see langword="null"/> while it is enabled.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>Notes of your own, kept with the endpoint and never sent.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>What this endpoint does differently from the options.</summary>
    public EndpointOverrides Overrides { get; init; } = EndpointOverrides.None;

    /// <summary>What a store holds in place of the secrets and headers of an endpoint whose key is missing; <see langword="null"/> when they were read.</summary>
    internal UnreadableSecrets? Unreadable { get; init; }

    /// <summary>Id and host only: path, query, headers and secrets may not be logged.</summary>
    public override string ToString() => Url is { IsAbsoluteUri: true } url ? $"{Id} ({url.Scheme}://{url.Authority})" : Id;
}
