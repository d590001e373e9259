using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Directory;

/// <summary>Makes an endpoint of its settings.</summary>
internal static class EndpointSettingsReader
{
    /// <exception cref="InvalidEndpointException">The settings are not those of an endpoint.</exception>
    internal static WebhookEndpoint Read(EndpointSettings settings)
    {
        var errors = new List<string>();
        var schemes = new List<WebhookScheme>();
        foreach (var name in settings.Schemes)
        {
            if (WebhookScheme.TryGet(name, out var scheme))
            {
                schemes.Add(scheme);
            }
            else
            {
                errors.Add($"Schemes holds '{name}'; use standard, svix, github, stripe, shopify, slack, zoom or hex.");
            }
        }

        if (schemes.Count == 0)
        {
            schemes.Add(WebhookScheme.Standard);
        }

        if (!Uri.TryCreate(settings.Url, UriKind.Absolute, out var url))
        {
            errors.Add("Url is not absolute; give one such as 'https://acme.example/hooks'.");
        }

        var secrets = new List<EndpointSecret>();
        foreach (var text in settings.Secrets)
        {
            try
            {
                secrets.Add(schemes.All(scheme => scheme.IsKeyedByText) ? WebhookSecret.FromText(text) : WebhookSecret.Parse(text));
            }
            catch (FormatException exception)
            {
                errors.Add($"Secrets: {exception.Message}");
            }
        }

        var authentication = AccessSettingsReader.ReadAuthentication(settings.Authentication, errors);
        var tls = AccessSettingsReader.ReadTls(settings.Tls, errors);
        if (errors.Count > 0)
        {
            throw new InvalidEndpointException(settings.Id, errors);
        }

        return new WebhookEndpoint
        {
            Id = settings.Id,
            Url = url!,
            Secrets = secrets,
            Schemes = schemes,
            EventTypes = settings.EventTypes.Count == 0 ? [EventTypeFilter.All] : [.. settings.EventTypes],
            Headers = new Dictionary<string, string>(settings.Headers),
            Authentication = authentication,
            Tls = tls,
            Overrides = settings.Overrides?.Read() ?? EndpointOverrides.None,
            Tenant = settings.Tenant,
            IsEnabled = settings.Enabled,
            DisabledReason = settings.Enabled ? null : "configuration",
        };
    }
}
