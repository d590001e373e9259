using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Connections;

/// <summary>The tokens of all clients, in memory only and bounded. Endpoints with the same client and scope share one.</summary>
internal sealed class AccessTokens(TimeProvider timeProvider, int most = 1024)
{
    private readonly Dictionary<OAuthClientCredentials, TokenSource> _byClient = [];
    private readonly Lock _gate = new();

    internal TokenSource Of(OAuthClientCredentials client)
    {
        lock (_gate)
        {
            if (!_byClient.TryGetValue(client, out var source))
            {
                if (_byClient.Count >= most)
                {
                    // Whoever is forgotten asks again; the bound only keeps changed secrets from piling up.
                    _byClient.Clear();
                }

                source = new TokenSource(client, timeProvider);
                _byClient.Add(client, source);
            }

            return source;
        }
    }
}
