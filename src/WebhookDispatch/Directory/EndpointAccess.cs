using System.Text.Json;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Directory;

/// <summary>An endpoint's authentication and TLS as JSON in a store. Stored rows outlive versions: members are only ever added.</summary>
internal sealed record EndpointAccess
{
    public AuthenticationContent? Authentication { get; init; }

    public TlsContent? Tls { get; init; }

    internal static EndpointAccess? Of(WebhookEndpoint endpoint) => endpoint is { Authentication: null, Tls: null } ? null : new EndpointAccess
    {
        Authentication = endpoint.Authentication switch
        {
            BasicAuthentication basic => new AuthenticationContent("basic", basic.Password.Reveal()) { Name = basic.UserName },
            BearerAuthentication bearer => new AuthenticationContent("bearer", bearer.Token.Reveal()),
            OAuthClientCredentials client => new AuthenticationContent("client_credentials", client.ClientSecret.Reveal())
            {
                Name = client.ClientId,
                TokenUrl = client.TokenUrl.OriginalString,
                Scope = client.Scope,
                Audience = client.Audience,
            },
            _ => null,
        },
        Tls = endpoint.Tls is { } tls ? new TlsContent(tls.TrustedAuthorities, tls.PinnedCertificates, tls.ClientCertificate, tls.ClientKey?.Reveal()) : null,
    };

    public override string ToString() => "***";

    internal sealed record AuthenticationContent(string Kind, string Secret)
    {
        public string? Name { get; init; }

        public string? TokenUrl { get; init; }

        public string? Scope { get; init; }

        public string? Audience { get; init; }

        /// <exception cref="JsonException">It is of no kind that is known here.</exception>
        internal EndpointAuthentication Read() => Kind switch
        {
            "basic" => new BasicAuthentication(Name ?? "", WebhookSecret.FromText(Secret)),
            "bearer" => new BearerAuthentication(WebhookSecret.FromText(Secret)),
            "client_credentials" => new OAuthClientCredentials
            {
                TokenUrl = new Uri(TokenUrl ?? "", UriKind.Absolute),
                ClientId = Name ?? "",
                ClientSecret = WebhookSecret.FromText(Secret),
                Scope = Scope,
                Audience = Audience,
            },
            _ => throw new JsonException($"'{Kind}' is not a kind of authentication."),
        };

        public override string ToString() => "***";
    }

    internal sealed record TlsContent(string? TrustedAuthorities, IReadOnlyList<string>? PinnedCertificates, string? ClientCertificate, string? ClientKey)
    {
        internal EndpointTls Read() => new()
        {
            TrustedAuthorities = TrustedAuthorities,
            PinnedCertificates = PinnedCertificates ?? [],
            ClientCertificate = ClientCertificate,
            ClientKey = ClientKey is null ? null : WebhookSecret.FromText(ClientKey),
        };

        public override string ToString() => "***";
    }
}
