using System.Security.Cryptography;
using System.Text;
using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Connections;

/// <summary>What an endpoint needs of its connections that the common ones do not have.</summary>
internal sealed class EndpointConnection
{
    /// <summary>How a request carries it through the handlers; those who clone requests copy their options.</summary>
    internal static readonly HttpRequestOptionsKey<EndpointConnection> Option = new("WebhookDispatch.Connection");

    private static readonly TimeSpan MaxTokenTimeout = TimeSpan.FromSeconds(5);

    private EndpointConnection(string? pool, EndpointTls? tls, OAuthClientCredentials? client, string? tenantPool, TimeSpan attemptTimeout)
    {
        Pool = pool;
        Tls = tls;
        Client = client;
        Tokens = client is null || tenantPool is null ? null : tenantPool == pool ? this : new EndpointConnection(tenantPool, null, null, null, attemptTimeout);

        // The rest of the attempt's deadline is for the attempt. A token that comes too late shall be told as that.
        var half = attemptTimeout / 2;
        TokenTimeout = half < MaxTokenTimeout ? half : MaxTokenTimeout;
    }

    /// <summary>Whose connections it uses; <see langword="null"/>: the common ones.</summary>
    internal string? Pool { get; }

    internal EndpointTls? Tls { get; }

    internal OAuthClientCredentials? Client { get; }

    /// <summary>What its token requests need of theirs: never the endpoint's TLS, which is meant for the receiver.</summary>
    internal EndpointConnection? Tokens { get; }

    internal TimeSpan TokenTimeout { get; }

    /// <returns><see langword="null"/> for an endpoint that the common connections serve.</returns>
    internal static EndpointConnection? Of(WebhookEndpoint endpoint, bool isolateTenants, TimeSpan attemptTimeout)
    {
        var client = endpoint.Authentication as OAuthClientCredentials;
        var tenantPool = isolateTenants && endpoint.Tenant.Length > 0 ? $"tenant {endpoint.Tenant}" : null;
        var pool = endpoint.Tls is { } tls ? NameOf(endpoint, tls) : tenantPool;
        return pool is null && client is null ? null : new EndpointConnection(pool, endpoint.Tls, client, tenantPool, attemptTimeout);
    }

    // Other settings of the same endpoint are another pool, so that a changed certificate or pin holds from the next attempt on.
    private static string NameOf(WebhookEndpoint endpoint, EndpointTls tls)
    {
        var settings = string.Join('\n', [tls.TrustedAuthorities, .. tls.PinnedCertificates, tls.ClientCertificate, tls.ClientKey?.Reveal()]);
        return $"endpoint {endpoint.Id} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(settings)))}";
    }
}
