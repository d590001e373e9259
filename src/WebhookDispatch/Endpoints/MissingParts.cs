namespace WebhookDispatch.Endpoints;

/// <summary>Finds the nulls that reach an endpoint in spite of its annotations, from deserializers and callers without nullable checks.</summary>
internal static class MissingParts
{
    internal static IEnumerable<string> Find(WebhookEndpoint endpoint)
    {
        if (endpoint.Secrets is null)
        {
            yield return "Secrets is null; leave it out or give a list.";
        }
        else if (endpoint.Secrets.Any(secret => secret?.Value is null))
        {
            yield return "Secrets holds null; give a WebhookSecret.";
        }

        if (endpoint.Schemes is null)
        {
            yield return "Schemes is null; leave it out or give a list.";
        }
        else if (endpoint.Schemes.Any(scheme => scheme is null))
        {
            yield return "Schemes holds null; give a WebhookScheme.";
        }

        if (endpoint.EventTypes is null)
        {
            yield return "EventTypes is null; leave it out or give a list.";
        }

        if (endpoint.Headers is null)
        {
            yield return "Headers is null; leave it out or give a dictionary.";
        }
        else if (endpoint.Headers.FirstOrDefault(header => header.Value is null).Key is { } name)
        {
            yield return $"Headers: the value of '{name}' is null; give a text or leave it out.";
        }

        if (endpoint.Overrides is null)
        {
            yield return "Overrides is null; leave it out or give EndpointOverrides.";
        }
    }
}
