using System.Net;
using System.Net.Http.Headers;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Connections;

/// <summary>
/// Stands last before the network, after whatever handlers a user has added: leads a request to the connections of its
/// endpoint, and gives it the endpoint's token.
/// </summary>
internal sealed class ConnectionRouter(HandlerPools pools, AccessTokens tokens) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request is PlainRequest || !request.Options.TryGetValue(EndpointConnection.Option, out var connection)
            ? base.SendAsync(request, cancellationToken)
            : connection.Client is null
                ? ForwardAsync(request, connection, cancellationToken)
                : AuthorizeAsync(request, connection, cancellationToken);

    private Task<HttpResponseMessage> ForwardAsync(HttpRequestMessage request, EndpointConnection connection, CancellationToken cancellationToken) =>
        connection.Pool is null ? base.SendAsync(request, cancellationToken) : pools.SendAsync(connection, request, cancellationToken);

    private async Task<HttpResponseMessage> AuthorizeAsync(HttpRequestMessage request, EndpointConnection connection, CancellationToken cancellationToken)
    {
        var source = tokens.Of(connection.Client!);
        Task<HttpResponseMessage> AskAsync(HttpRequestMessage ask, CancellationToken token) =>
            connection.Tokens is { } own ? ForwardAsync(ask, own, token) : base.SendAsync(ask, token);

        var (token, isNew) = await source.GetAsync(null, connection.TokenTimeout, AskAsync, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Text);
        var response = await ForwardAsync(request, connection, cancellationToken).ConfigureAwait(false);
        if (isNew || response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        // The token may have been revoked before its time. A new one is fetched once; where there is none, the receiver's answer
        // stands, because it was asked.
        try
        {
            (token, _) = await source.GetAsync(token, connection.TokenTimeout, AskAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (MisconfiguredException)
        {
            return response;
        }

        response.Dispose();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Text);
        return await ForwardAsync(request, connection, cancellationToken).ConfigureAwait(false);
    }
}
