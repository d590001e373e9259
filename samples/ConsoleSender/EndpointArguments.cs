using CommandLine;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;

namespace ConsoleSender;

/// <summary>The options that say where events go and how they are signed.</summary>
internal static class EndpointArguments
{
    public static readonly string[] Options = ["--url", "--secret", "--scheme", "--header"];

    /// <exception cref="BadArgumentException">An option cannot be used as it was given.</exception>
    public static WebhookEndpoint Parse(Arguments arguments, string id, bool allowLoopback, out WebhookSecret? madeSecret)
    {
        var schemes = SchemeNames.Parse(arguments.All("--scheme"));
        var secrets = arguments.All("--secret").Select(text => ParseSecret(text, schemes)).ToList();
        madeSecret = secrets.Count == 0 ? WebhookSecret.Generate() : null;
        return new WebhookEndpoint
        {
            Id = id,
            Url = ParseUrl(arguments.Required("--url"), allowLoopback),
            Secrets = [.. madeSecret is null ? secrets.Select(EndpointSecret.FromWebhookSecret) : [madeSecret]],
            Schemes = schemes,
            Headers = ParseHeaders(arguments.All("--header")),
        };
    }

    private static Uri ParseUrl(string text, bool allowLoopback)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw new BadArgumentException("--url is not an absolute URL; give one such as https://acme.example/hooks.");
        }

        return url.IsLoopback && !url.IsFile && !allowLoopback
            ? throw new BadArgumentException("--url leads to this machine; add --allow-loopback to send there.")
            : url;
    }

    // One list of secrets signs for every scheme, so a scheme that decodes its key decides how they are read.
    private static WebhookSecret ParseSecret(string text, WebhookScheme[] schemes)
    {
        try
        {
            return schemes.All(scheme => scheme.IsKeyedByText) ? WebhookSecret.FromText(text) : WebhookSecret.Parse(text);
        }
        catch (WebhookSecretException exception)
        {
            throw new BadArgumentException($"--secret: {exception.Message}");
        }
    }

    private static Dictionary<string, string> ParseHeaders(IReadOnlyList<string> lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            if (line.Split(':', 2) is not [{ Length: > 0 } name, var value])
            {
                throw new BadArgumentException("--header has no name and value; write --header \"Name: value\".");
            }

            if (!headers.TryAdd(name, value.Trim(' ')))
            {
                throw new BadArgumentException("--header gives one name twice; give each name once.");
            }
        }

        return headers;
    }
}
