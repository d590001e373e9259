using CommandLine;
using WebhookDispatch.Signing;

namespace Relay;

/// <summary>How the relay was asked to run.</summary>
internal sealed record RelayArguments
{
    public required int Port { get; init; }

    /// <summary>The directory of the two stores: what is sent, and what was received.</summary>
    public required string Data { get; init; }

    /// <summary>Signs and verifies <c>/webhooks/generic</c>.</summary>
    public required WebhookSecret Secret { get; init; }

    /// <summary>Whether the secret was made because none was given, to be shown once.</summary>
    public required bool MadeSecret { get; init; }

    public string? GitHubSecret { get; init; }

    public string? StripeSecret { get; init; }

    /// <summary>Where notifications go.</summary>
    public Uri? SlackUrl { get; init; }

    public string Sent => Path.Combine(Data, "relay.db");

    public string Received => Path.Combine(Data, "relay-inbox.db");

    /// <exception cref="BadArgumentException">Something cannot be carried out as it was given.</exception>
    public static RelayArguments Parse(string[] given)
    {
        var arguments = new Arguments(given, ["--port", "--data", "--secret", "--github-secret", "--stripe-secret", "--slack-url"]);
        var secret = arguments.Optional("--secret");
        var data = arguments.Optional("--data") ?? ".";
        return new RelayArguments
        {
            Port = arguments.Number("--port", 0, 65535) ?? 5010,
            Data = System.IO.Directory.Exists(data) ? data : throw new BadArgumentException($"--data is '{data}', which is no directory; make it first."),
            Secret = secret is null ? WebhookSecret.Generate() : ReadSecret(secret),
            MadeSecret = secret is null,
            GitHubSecret = arguments.Optional("--github-secret"),
            StripeSecret = arguments.Optional("--stripe-secret"),
            SlackUrl = arguments.Optional("--slack-url") is { } url ? ReadUrl(url) : null,
        };
    }

    private static WebhookSecret ReadSecret(string text)
    {
        try
        {
            return WebhookSecret.Parse(text);
        }
        catch (WebhookSecretException exception)
        {
            throw new BadArgumentException($"--secret: {exception.Message}");
        }
    }

    private static Uri ReadUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && !url.IsFile
        ? url
        : throw new BadArgumentException("--slack-url is not absolute; give one such as 'https://hooks.slack.example/services/…'.");
}
