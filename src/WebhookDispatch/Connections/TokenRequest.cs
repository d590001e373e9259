using System.Net;
using System.Net.Http.Headers;
using System.Text;
using WebhookDispatch.Egress;
using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Connections;

/// <summary>Asks an authorization server for a token (RFC 6749 section 4.4.2).</summary>
internal static class TokenRequest
{
    // Room for a token that still fits in a header, and its JSON.
    private const int MaxAnswerBytes = 32 * 1024;

    /// <exception cref="MisconfiguredException">The server refuses, or answers nonsense.</exception>
    internal static async ValueTask<AccessToken> SendAsync(
        OAuthClientCredentials client, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        using var request = Create(client);
        using var response = await send(request, cancellationToken).ConfigureAwait(false);
        var answer = await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new MisconfiguredException($"Authentication.TokenUrl answered {(int)response.StatusCode} {TokenAnswer.ErrorIn(answer)}".TrimEnd() + $"; {Advice(response.StatusCode)}.");
        }

        return TokenAnswer.Read(answer) is { } issued
            ? AccessToken.IssuedAt(now, issued.Token, issued.Life)
            : throw new MisconfiguredException($"Authentication.TokenUrl answered 200 without a usable token (access_token in visible ASCII, token_type Bearer, at most {MaxAnswerBytes} bytes); check the URL.");
    }

    private static string Advice(HttpStatusCode status) => (int)status switch
    {
        400 or 401 or 403 => "check ClientId, ClientSecret and Scope",
        429 or >= 500 => "the server is in trouble or asks for patience, and is asked again at the next attempt",
        < 400 => "it has to be the URL that issues tokens itself: redirects are not followed",
        _ => "check TokenUrl",
    };

    private static PlainRequest Create(OAuthClientCredentials client)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", "client_credentials")];
        if (client.Scope is { } scope)
        {
            form.Add(new("scope", scope));
        }

        if (client.Audience is { } audience)
        {
            form.Add(new("audience", audience));
        }

        // Both are form-encoded before they are joined (RFC 6749 section 2.3.1), so that a colon in an id does no harm.
        var pair = $"{Uri.EscapeDataString(client.ClientId)}:{Uri.EscapeDataString(client.ClientSecret.Reveal())}";
        return new PlainRequest(HttpMethod.Post, client.TokenUrl)
        {
            Content = new FormUrlEncodedContent(form),
            Headers =
            {
                Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair))),
                Accept = { new MediaTypeWithQualityHeaderValue("application/json") },
            },
        };
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxAnswerBytes + 1];
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length > MaxAnswerBytes ? ReadOnlyMemory<byte>.Empty : buffer.AsMemory(0, length);
        }
    }
}
