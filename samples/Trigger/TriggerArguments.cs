using CommandLine;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;

namespace Trigger;

/// <summary>What is triggered, and how often.</summary>
internal sealed record TriggerArguments
{
    public required int Port { get; init; }

    public required Uri Url { get; init; }

    public required WebhookSecret Secret { get; init; }

    /// <summary>Whether the secret was made because none was given, to be shown once.</summary>
    public required bool MadeSecret { get; init; }

    public required TimeSpan Every { get; init; }

    /// <exception cref="BadArgumentException">Something cannot be carried out as it was given.</exception>
    public static TriggerArguments Parse(string[] given)
    {
        var arguments = new Arguments(given, ["--port", "--url", "--secret", "--every"]);
        var secret = arguments.Optional("--secret");
        return new TriggerArguments
        {
            Port = arguments.Number("--port", 0, 65535) ?? 5006,
            Url = Uri.TryCreate(arguments.Optional("--url") ?? "http://127.0.0.1:5005/webhooks", UriKind.Absolute, out var url) && !url.IsFile
                ? url
                : throw new BadArgumentException("--url is not absolute; give one such as 'http://127.0.0.1:5005/webhooks'."),
            Secret = secret is null ? WebhookSecret.Generate() : Read(secret),
            MadeSecret = secret is null,
            Every = arguments.Duration("--every", TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1)) ?? TimeSpan.FromSeconds(10),
        };
    }

    public WebhookEndpoint ToEndpoint() => new() { Id = "target", Url = Url, Secrets = [Secret] };

    private static WebhookSecret Read(string text)
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
}
