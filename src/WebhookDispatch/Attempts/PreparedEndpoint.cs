using System.Text;
using WebhookDispatch.Connections;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Attempts;

/// <summary>An endpoint that has been checked, with everything made that its attempts share.</summary>
internal sealed class PreparedEndpoint
{
    private SignerSet _signers;

    internal PreparedEndpoint(WebhookEndpoint endpoint, Uri target, SendingOptions options, DateTimeOffset now)
    {
        Endpoint = endpoint;
        Target = target;
        AttemptTimeout = endpoint.Overrides.AttemptTimeout ?? options.AttemptTimeout;
        HttpVersion = endpoint.Overrides.AllowHttp2 == true ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11;
        Headers = [.. endpoint.Headers, .. Authorization(endpoint.Authentication)];
        Connection = EndpointConnection.Of(endpoint, options.IsolateTenants, AttemptTimeout);
        _signers = SignerSet.Create(endpoint, now);
    }

    internal WebhookEndpoint Endpoint { get; }

    /// <summary>The endpoint's URL with its host in the form that was checked.</summary>
    internal Uri Target { get; }

    internal TimeSpan AttemptTimeout { get; }

    /// <summary>The highest version that is offered; a receiver may choose a lower one.</summary>
    internal Version HttpVersion { get; }

    internal KeyValuePair<string, string>[] Headers { get; }

    /// <summary>What it needs of its connections; <see langword="null"/> when the common ones serve it.</summary>
    internal EndpointConnection? Connection { get; }

    /// <summary>The signers of this instant; made anew when a secret has expired since.</summary>
    internal WebhookSigner[] SignersAt(DateTimeOffset now)
    {
        var signers = Volatile.Read(ref _signers);
        if (now >= signers.ValidUntil)
        {
            signers = SignerSet.Create(Endpoint, now);
            Volatile.Write(ref _signers, signers);
        }

        return signers.Signers;
    }

    private static IEnumerable<KeyValuePair<string, string>> Authorization(EndpointAuthentication? authentication) => authentication switch
    {
        BasicAuthentication basic =>
            [new("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.UserName}:{basic.Password.Reveal()}"))}")],
        BearerAuthentication bearer => [new("Authorization", $"Bearer {bearer.Token.Reveal()}")],
        _ => [],
    };

    private sealed record SignerSet(WebhookSigner[] Signers, DateTimeOffset ValidUntil)
    {
        internal static SignerSet Create(WebhookEndpoint endpoint, DateTimeOffset now)
        {
            var signing = endpoint.Secrets.Where(secret => secret.SignsAt(now)).ToList();
            var secrets = signing.Select(secret => secret.Value).ToArray();
            return new SignerSet(
                [.. endpoint.Schemes.Select(scheme => new WebhookSigner(scheme, secrets))],
                signing.Min(secret => secret.ExpiresAt) ?? DateTimeOffset.MaxValue);
        }
    }
}
