using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Directory;

/// <summary>Makes authentication and TLS of their settings, and adds what is wrong to a list of errors.</summary>
internal static class AccessSettingsReader
{
    private const string PemStart = "-----BEGIN ";

    internal static EndpointAuthentication? ReadAuthentication(EndpointAuthenticationSettings? settings, List<string> errors)
    {
        if (settings is null)
        {
            return null;
        }

        try
        {
            if (Read(settings) is { } authentication)
            {
                return authentication;
            }

            errors.Add("Authentication is not complete, or more than one; set UserName and Password, or Token, or TokenUrl, ClientId and ClientSecret.");
        }
        catch (FormatException exception)
        {
            errors.Add($"Authentication: {exception.Message}");
        }

        return null;
    }

    private static EndpointAuthentication? Read(EndpointAuthenticationSettings settings)
    {
        var isBasic = (settings.UserName ?? settings.Password) is not null;
        var isBearer = settings.Token is not null;
        var isClient = (settings.TokenUrl ?? settings.ClientId ?? settings.ClientSecret ?? settings.Scope ?? settings.Audience) is not null;
        return (isBasic, isBearer, isClient) switch
        {
            (true, false, false) when settings is { UserName: { } name, Password: { } password } =>
                new BasicAuthentication(name, WebhookSecret.FromText(password)),
            (false, true, false) => new BearerAuthentication(WebhookSecret.FromText(settings.Token!)),
            (false, false, true) when settings is { ClientId: { } id, ClientSecret: { } secret } && Uri.TryCreate(settings.TokenUrl, UriKind.Absolute, out var url) =>
                new OAuthClientCredentials { TokenUrl = url, ClientId = id, ClientSecret = WebhookSecret.FromText(secret), Scope = settings.Scope, Audience = settings.Audience },
            _ => null,
        };
    }

    internal static EndpointTls? ReadTls(EndpointTlsSettings? settings, List<string> errors)
    {
        if (settings is null)
        {
            return null;
        }

        var key = ReadPem(nameof(settings.ClientKey), settings.ClientKey, errors);
        return new EndpointTls
        {
            TrustedAuthorities = ReadPem(nameof(settings.TrustedAuthorities), settings.TrustedAuthorities, errors),
            PinnedCertificates = [.. settings.PinnedCertificates],
            ClientCertificate = ReadPem(nameof(settings.ClientCertificate), settings.ClientCertificate, errors),
            ClientKey = string.IsNullOrWhiteSpace(key) ? null : WebhookSecret.FromText(key),
        };
    }

    // The value is not repeated where it is not a path: it may be a key with a typing error.
    private static string? ReadPem(string name, string? value, List<string> errors)
    {
        if (value is null || value.Contains(PemStart, StringComparison.Ordinal))
        {
            return value;
        }

        try
        {
            return File.ReadAllText(value);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add($"Tls.{name} is neither PEM text nor the path of a file that can be read ({exception.GetType().Name}); correct it.");
            return null;
        }
    }
}
