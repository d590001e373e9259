using System.Text;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Endpoints;

/// <summary>What <see cref="EndpointAuthentication"/> may hold. No message repeats a secret.</summary>
internal static class AuthenticationRules
{
    private const int MaxLength = HeaderRules.MaxValueLength;

    internal static IEnumerable<string> Check(
        EndpointAuthentication authentication, WebhookEndpoint endpoint, Uri? target, Func<Uri, UrlVerdict> checkUrl)
    {
        if (endpoint.Headers.Keys.Contains("Authorization", StringComparer.OrdinalIgnoreCase))
        {
            yield return "Headers: 'Authorization' is set by Authentication; remove it.";
        }

        if (target is { IsLoopback: false } && target.Scheme != Uri.UriSchemeHttps)
        {
            yield return "Authentication is set and Url uses http, where anybody on the path can read it; use https.";
        }

        var errors = authentication switch
        {
            BasicAuthentication basic => CheckBasic(basic),
            BearerAuthentication bearer => CheckBearer(bearer),
            OAuthClientCredentials client => CheckClient(client, checkUrl),
            _ => [],
        };
        foreach (var error in errors)
        {
            yield return error;
        }
    }

    private static IEnumerable<string> CheckBasic(BasicAuthentication basic)
    {
        if (!IsText(basic.UserName) || basic.UserName.Contains(':', StringComparison.Ordinal))
        {
            yield return "Authentication.UserName is empty, too long, or holds a colon or a control character; correct it.";
        }

        if (!IsText(basic.Password?.Reveal()))
        {
            yield return "Authentication.Password is missing, too long, or holds a control character; give it by WebhookSecret.FromText.";
        }
    }

    private static IEnumerable<string> CheckBearer(BearerAuthentication bearer)
    {
        if (!IsToken(bearer.Token?.Reveal()))
        {
            yield return $"Authentication.Token is missing, longer than {MaxLength} characters, or not visible ASCII without blanks; correct it.";
        }
    }

    private static IEnumerable<string> CheckClient(OAuthClientCredentials client, Func<Uri, UrlVerdict> checkUrl)
    {
        if (client.TokenUrl is null || checkUrl(client.TokenUrl) is { IsAllowed: false })
        {
            yield return $"Authentication.TokenUrl: {(client.TokenUrl is null ? "The URL is missing." : checkUrl(client.TokenUrl).Message)}";
        }
        else if (client.TokenUrl is { IsLoopback: false } && client.TokenUrl.Scheme != Uri.UriSchemeHttps)
        {
            yield return "Authentication.TokenUrl uses http, where anybody on the path can read the client's secret; use https.";
        }

        if (!IsText(client.ClientId))
        {
            yield return "Authentication.ClientId is empty, too long, or holds a control character; correct it.";
        }

        if (!IsText(client.ClientSecret?.Reveal()))
        {
            yield return "Authentication.ClientSecret is missing, too long, or holds a control character; give it by WebhookSecret.FromText.";
        }

        if (client.Scope is not null && !IsText(client.Scope))
        {
            yield return "Authentication.Scope is empty, too long, or holds a control character; leave it out or correct it.";
        }

        if (client.Audience is not null && !IsText(client.Audience))
        {
            yield return "Authentication.Audience is empty, too long, or holds a control character; leave it out or correct it.";
        }
    }

    // A third of what a header may hold: base64 and percent-encoding make text longer.
    private static bool IsText(string? text) =>
        text is { Length: > 0 } && Encoding.UTF8.GetByteCount(text) <= MaxLength / 3 && !text.Any(char.IsControl);

    private static bool IsToken(string? text) =>
        text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
